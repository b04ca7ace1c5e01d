import { expect, test } from 'vitest';
import { instantOf } from './instant.js';

test.each([
  ['2026-11-01', '2026-11-01T00:00:00.000Z'],
  ['2026-11-01T08:00', '2026-11-01T08:00:00.000Z'],
  ['2026-11-01 08:00', '2026-11-01T08:00:00.000Z'],
  ['2026-11-01T08:00Z', '2026-11-01T08:00:00.000Z'],
  ['2026-11-01T08:00+01:00', '2026-11-01T07:00:00.000Z'],
  ['2026-11-01T08:00+0100', '2026-11-01T07:00:00.000Z'],
])('%s is %s', (text, instant) => {
  expect(new Date(instantOf('from', text)).toISOString()).toBe(instant);
});

test.each(['2026-W10', '2026-W10-1', '2026-123', '20261101', '2026-11-01T10', '2026-11-01T10:00:00,5Z'])(
  'ISO 8601 and yet no instant here: %s',
  (text) => {
    expect(() => instantOf('from', text)).toThrow(expect.objectContaining({ code: 'invalid_field' }));
  },
);
