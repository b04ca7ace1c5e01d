import type { Digest } from './digest.js';
import { LONGEST_REGISTER, type Envelope, type Message, type SpacedRegister } from './message.js';
import { SPACES } from './spaces.js';

/** Raised when nodes of the release before could misread what is sent; they ignore it then. */
export const PROTOCOL = 1;

/** JSON arrays, positions instead of names: `[protocol, from, sentAt, kind, ...]`. */
export function encodeMessage({ from, sentAt, message }: Envelope): string {
  return JSON.stringify([PROTOCOL, from, sentAt, message.kind, ...body(message)]);
}

/** Its place in a message, as text, to measure it by. `null` where it is too large to be sent. */
export function sizeOfRegister(spaced: SpacedRegister): number | null {
  const { length } = JSON.stringify(registerRow(spaced));
  return length > LONGEST_REGISTER ? null : length;
}

function body(message: Message): unknown[] {
  switch (message.kind) {
    case 'hello':
      return [message.isAnswered];
    case 'bye':
    case 'same':
      return [];
    case 'registers':
      return [message.registers.map(registerRow)];
    case 'roots':
      return [message.asOf, message.roots.map(({ space, root, floor }) => [SPACES.indexOf(space), root, floor])];
    case 'digests':
      return [
        message.asOf,
        message.digests.map(({ space, digest, floor }) => [SPACES.indexOf(space), digestText(digest), floor]),
      ];
    case 'wanted':
      return [message.wanted.map(({ space, buckets }) => [SPACES.indexOf(space), [...buckets]])];
  }
}

/** Without the last place where it is a tombstone. */
function registerRow({ space, register }: SpacedRegister): unknown[] {
  const { key, wall, counter, node, expiresAt, guardedUntil, value } = register;
  const row = [SPACES.indexOf(space), key, wall, counter, node, expiresAt, guardedUntil];
  return value === undefined ? row : [...row, value];
}

/** Little-endian on every machine that runs Node. */
function digestText(digest: Digest): string {
  return Buffer.from(digest.buffer, digest.byteOffset, digest.byteLength).toString('base64');
}
