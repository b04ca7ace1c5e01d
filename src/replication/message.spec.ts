import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BUCKETS } from './digest.js';
import { LONGEST_MESSAGE, type Envelope, type Message } from './message.js';
import { decodeMessage } from './message.decode.js';
import { encodeMessage, PROTOCOL, sizeOfRegister } from './message.encode.js';
import { SPACES } from './spaces.js';

const count = fc.nat({ max: Number.MAX_SAFE_INTEGER });
const space = fc.constantFrom(...SPACES);
const node = fc.stringMatching(/^[\w-]{1,24}$/);
const value = fc.oneof(
  fc.constant(undefined),
  fc.jsonValue().map((json) => JSON.parse(JSON.stringify(json)) as never),
);
const register = fc.record({
  key: fc.string({ maxLength: 40 }),
  wall: count,
  counter: count,
  node,
  value,
  expiresAt: count,
  guardedUntil: count,
});
const digest = fc
  .array(fc.nat({ max: 0xff_ff_ff_ff }), { minLength: BUCKETS, maxLength: BUCKETS })
  .map((sums) => Uint32Array.from(sums));
const message: fc.Arbitrary<Message> = fc.oneof(
  fc.record({ kind: fc.constant('hello' as const), isAnswered: fc.boolean() }),
  fc.constantFrom<Message>({ kind: 'bye' }, { kind: 'same' }),
  fc.record({
    kind: fc.constant('registers' as const),
    registers: fc.array(fc.record({ space, register }), { maxLength: 5 }),
  }),
  fc.record({
    kind: fc.constant('roots' as const),
    asOf: count,
    roots: fc.array(fc.record({ space, root: count, floor: count })),
  }),
  fc.record({
    kind: fc.constant('digests' as const),
    asOf: count,
    digests: fc.array(fc.record({ space, digest, floor: count }), { maxLength: 2 }),
  }),
  fc.record({
    kind: fc.constant('wanted' as const),
    wanted: fc.array(
      fc.record({ space, buckets: fc.uniqueArray(fc.nat({ max: BUCKETS })).map((all) => new Set(all)) }),
    ),
  }),
);
const envelope: fc.Arbitrary<Envelope> = fc.record({ from: node, sentAt: count, message });

test('every message is read as it was sent', () => {
  fc.assert(fc.property(envelope, (sent) => void expect(decodeMessage(encodeMessage(sent))).toEqual(sent)));
});

test('whatever arrives is read or refused, never thrown at', () => {
  const hostile = fc.oneof(
    fc.string(),
    fc.json(),
    // One place of a good message replaced by anything.
    fc.tuple(envelope, fc.nat({ max: 8 }), fc.jsonValue()).map(([sent, place, anything]) => {
      const parts = JSON.parse(encodeMessage(sent)) as unknown[];
      parts[place] = anything;
      return JSON.stringify(parts);
    }),
  );
  fc.assert(
    fc.property(hostile, (text) => {
      const read = decodeMessage(text);
      if (typeof read !== 'string') expect(decodeMessage(encodeMessage(read))).toEqual(read);
    }),
    { numRuns: 1000 },
  );
});

const head = [PROTOCOL, 'node', 1];
test.each([
  ['not JSON', '{', 'malformed'],
  ['not a list', '{}', 'malformed'],
  ['a newer protocol', JSON.stringify([PROTOCOL + 1, { anything: 1 }]), 'newer-protocol'],
  ['an unknown kind', JSON.stringify([...head, 'gossip']), 'malformed'],
  ['a node that is no name', JSON.stringify([PROTOCOL, 'a b', 1, 'bye']), 'malformed'],
  ['a time that is none', JSON.stringify([PROTOCOL, 'node', 1.5, 'bye']), 'malformed'],
  ['a negative time', JSON.stringify([PROTOCOL, 'node', -1, 'bye']), 'malformed'],
  ['a space that does not exist', JSON.stringify([...head, 'registers', [[99, 'k', 1, 1, 'n', 1, 1, 1]]]), 'malformed'],
  ['a key that is no text', JSON.stringify([...head, 'registers', [[0, 7, 1, 1, 'n', 1, 1, 1]]]), 'malformed'],
  ['a key without end', JSON.stringify([...head, 'registers', [[0, 'k'.repeat(1025), 1, 1, 'n', 1, 1]]]), 'malformed'],
  ['a digest cut short', JSON.stringify([...head, 'digests', 1, [[0, 'AAAA', 0]]]), 'malformed'],
  ['too much', `"${'x'.repeat(LONGEST_MESSAGE)}"`, 'too-large'],
])('%s is refused', (_what, text, reason) => {
  expect(decodeMessage(text)).toBe(reason);
});

test('a register beyond the bound cannot be sent', () => {
  const large = { key: 'k', wall: 1, counter: 1, node: 'n', value: 'x'.repeat(20_000), expiresAt: 1, guardedUntil: 1 };
  expect(sizeOfRegister({ space: 'health', register: large })).toBeNull();
  expect(sizeOfRegister({ space: 'health', register: { ...large, value: 'x' } })).toBeLessThan(100);
});
