import { expect, it } from 'vitest';
import type { IngressCall } from './ingress-call.js';
import { underRules } from './route-rules.js';

const call = (said: Partial<IngressCall>) => ({ strict: false, interruption: null, ...said }) as IngressCall;

it.each([
  [{}, { strict: true, streamError: 'finish' }, { strict: true, interruption: 'finish' }],
  [{}, { strict: false, streamError: 'raise' }, { strict: false, interruption: 'raise' }],
  [{ strict: true }, { strict: false, streamError: 'raise' }, { strict: true, interruption: 'raise' }],
  [{ interruption: 'finish' }, { strict: true, streamError: 'raise' }, { strict: true, interruption: 'finish' }],
] as const)('a client that says %j under %j', (said, rules, expected) => {
  expect(underRules(call(said), rules)).toMatchObject(expected);
});

it('is the same call where the route changes nothing', () => {
  const said = call({ interruption: 'finish', strict: true });
  expect(underRules(said, { strict: true, streamError: 'raise' })).toBe(said);
});
