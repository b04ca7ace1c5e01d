import { expect, test } from 'vitest';
import { FakeClock } from '../../../test/fakes/fake-clock.ts';
import { aBudget } from '../../../test/fakes/limit-plan.builder.ts';
import { BudgetSeeds } from './budget-seeds.js';

function setUp(ask: () => Promise<number>) {
  const clock = new FakeClock();
  const asked: string[] = [];
  const warnings: string[] = [];
  const seeds = new BudgetSeeds(
    ({ key }) => {
      asked.push(key);
      return ask();
    },
    clock,
    (reason) => void warnings.push(reason),
  );
  return { clock, asked, warnings, seeds };
}

test('is asked once for all who wait', async () => {
  const answer = Promise.withResolvers<number>();
  const { seeds, asked } = setUp(() => answer.promise);
  const waiting = [seeds.used(aBudget(1)), seeds.used(aBudget(1)), seeds.used(aBudget(1, 'other'))];
  answer.resolve(7);
  expect(await Promise.all(waiting)).toEqual([7, 7, 7]);
  expect(asked).toHaveLength(2);
  await seeds.used(aBudget(1));
  expect(asked).toHaveLength(3);
});

test('while the ledger is away nobody waits for it but one a second', async () => {
  const { seeds, asked, warnings, clock } = setUp(() => Promise.reject(new Error('away')));
  await expect(seeds.used(aBudget(1))).rejects.toThrow('away');
  for (let request = 0; request < 5; request++) await expect(seeds.used(aBudget(1))).rejects.toThrow('moment ago');
  expect(asked).toHaveLength(1);
  expect(warnings).toHaveLength(1);
  clock.advance(1000);
  await expect(seeds.used(aBudget(1))).rejects.toThrow('away');
  expect(asked).toHaveLength(2);
});
