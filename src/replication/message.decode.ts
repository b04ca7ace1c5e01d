import { BUCKETS, type Digest } from './digest.js';
import { PROTOCOL } from './message.encode.js';
import {
  LONGEST_KEY,
  LONGEST_MESSAGE,
  type DropReason,
  type Envelope,
  type Message,
  type SpaceBuckets,
  type SpacedRegister,
  type SpaceDigest,
  type SpaceRoot,
} from './message.js';
import type { RegisterSpace, RegisterValue } from './registers.js';
import { SPACES } from './spaces.js';

const NODE = /^[\w-]{1,64}$/;

/** Whoever can publish in Redis can send anything: every place is checked before it is used. */
export function decodeMessage(text: string): Envelope | DropReason {
  if (text.length > LONGEST_MESSAGE) return 'too-large';
  const parts = parsed(text);
  if (!Array.isArray(parts) || !isCount(parts[0])) return 'malformed';
  const [protocol, from, sentAt, kind, ...body] = parts as unknown[];
  if ((protocol as number) > PROTOCOL) return 'newer-protocol';
  if (protocol !== PROTOCOL || !isNode(from) || !isCount(sentAt)) return 'malformed';
  const message = readMessage(kind, body);
  return message === null ? 'malformed' : { from, sentAt, message };
}

function readMessage(kind: unknown, [first, second]: unknown[]): Message | null {
  switch (kind) {
    case 'hello':
      return typeof first === 'boolean' ? { kind, isAnswered: first } : null;
    case 'bye':
    case 'same':
      return { kind };
    case 'registers': {
      const registers = readAll(first, readRegister);
      return registers && { kind, registers };
    }
    case 'roots': {
      const roots = readAll(second, readRoot);
      return isCount(first) && roots ? { kind, asOf: first, roots } : null;
    }
    case 'digests': {
      const digests = readAll(second, readDigest);
      return isCount(first) && digests ? { kind, asOf: first, digests } : null;
    }
    case 'wanted': {
      const wanted = readAll(first, readBuckets);
      return wanted && { kind, wanted };
    }
    default:
      return null;
  }
}

/** All or nothing: who sends one malformed place cannot be trusted with the others. */
function readAll<T>(rows: unknown, read: (row: readonly unknown[]) => T | null): T[] | null {
  if (!Array.isArray(rows)) return null;
  const all: T[] = [];
  for (const row of rows as unknown[]) {
    const item = Array.isArray(row) ? read(row as unknown[]) : null;
    if (item === null) return null;
    all.push(item);
  }
  return all;
}

function readRegister(row: readonly unknown[]): SpacedRegister | null {
  const [index, key, wall, counter, node, expiresAt, guardedUntil, value] = row;
  const space = readSpace(index);
  if (space === null || typeof key !== 'string' || key.length > LONGEST_KEY || !isNode(node)) return null;
  if (!isCount(wall) || !isCount(counter) || !isCount(expiresAt) || !isCount(guardedUntil)) return null;
  return { space, register: { key, wall, counter, node, expiresAt, guardedUntil, value: value as RegisterValue } };
}

function readRoot([index, root, floor]: readonly unknown[]): SpaceRoot | null {
  const space = readSpace(index);
  return space !== null && isCount(root) && isCount(floor) ? { space, root, floor } : null;
}

function readDigest([index, text, floor]: readonly unknown[]): SpaceDigest | null {
  const space = readSpace(index);
  const bytes = typeof text === 'string' ? Buffer.from(text, 'base64') : null;
  if (space === null || bytes?.length !== BUCKETS * Uint32Array.BYTES_PER_ELEMENT || !isCount(floor)) return null;
  const digest: Digest = new Uint32Array(BUCKETS);
  bytes.copy(new Uint8Array(digest.buffer));
  return { space, digest, floor };
}

function readBuckets([index, buckets]: readonly unknown[]): SpaceBuckets | null {
  const space = readSpace(index);
  if (space === null || !Array.isArray(buckets) || !buckets.every(isCount)) return null;
  return { space, buckets: new Set(buckets as number[]) };
}

function readSpace(index: unknown): RegisterSpace | null {
  return typeof index === 'number' ? (SPACES[index] ?? null) : null;
}

function isNode(value: unknown): value is string {
  return typeof value === 'string' && NODE.test(value);
}

/** A time, a count, a sum. */
function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
