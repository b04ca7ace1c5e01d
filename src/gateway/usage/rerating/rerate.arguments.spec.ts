import { expect, it } from 'vitest';
import { readRerateArguments } from './rerate.arguments.js';

const NOW = new Date('2026-11-28T12:00:00Z');
const read = (...words: readonly string[]) => readRerateArguments(words, NOW);

it('takes days and times, and now for the end', () => {
  expect(read('--from', '2026-11-01').scope).toEqual({
    from: new Date('2026-11-01T00:00:00Z'),
    to: NOW,
    provider: null,
    model: null,
  });
  expect(read('--from', '2026-11-01T08:00+01:00', '--to', '2026-11-02', '--model', 'gpt-*', '--dry-run')).toEqual({
    scope: {
      from: new Date('2026-11-01T07:00:00Z'),
      to: new Date('2026-11-02T00:00:00Z'),
      provider: null,
      model: 'gpt-*',
    },
    dryRun: true,
  });
});

it.for([
  [[], '--from is missing'],
  [['--from', 'yesterday'], '--from must be a day'],
  [['--from', '2026-11-01T08:00'], 'with its zone'],
  [['--from', '2026-13-01'], '--from must be a day'],
  [['--from', '2026-11-02', '--to', '2026-11-02'], 'before'],
  [['--from', '2026-11-02', '--modle', 'x'], '--modle'],
] as const)('refuses %j', ([words, message]) => {
  expect(() => read(...words)).toThrow(message);
});
