import { expect, test } from 'vitest';
import { aBudget } from '../../../test/fakes/limit-plan.builder.ts';
import type { RedisConnection } from '../../redis/redis-connection.js';
import { RedisLimitsStore } from './redis-limits.store.js';

// What its scripts do is in test/integration/, against a real Redis.

test('many holds that are extended while Redis comes and goes: what was asked is waited for', async () => {
  let calls = 0;
  const halfOpen: Pick<RedisConnection, 'run'> = {
    run: () => (++calls === 1 ? Promise.reject(new Error('no answer within 50 ms')) : null),
  };
  const store = new RedisLimitsStore(halfOpen);
  const open = Array.from({ length: 500 }, (_, index) => ({ id: `r${index}`, constraints: [aBudget(9)], shares: [1] }));
  await expect(store.extend(open)).rejects.toThrow('no answer');
  expect(calls).toBe(2);
});

test('holds are not extended while Redis is away', () => {
  const store = new RedisLimitsStore({ run: () => null });
  expect(store.extend([{ id: 'r', constraints: [aBudget(9)], shares: [1] }])).toBeNull();
});
