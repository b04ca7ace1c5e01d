import { isJsonObject, parseJsonObject } from '../../kernel/json.js';
import type { KeptAnswer } from './kept-answer.js';

/** What stands before the head: its length, 32 bits, big-endian. */
const LENGTH_BYTES = 4;

type Head = Omit<KeptAnswer, 'blocks'> & { readonly lengths: readonly number[] };

/** An answer as bytes: the length of its head, the head in JSON, its blocks as they are. */
export function encodeAnswer({ blocks, ...head }: KeptAnswer): Buffer {
  const lengths = blocks.map(({ length }) => length);
  const json = Buffer.from(JSON.stringify({ ...head, lengths } satisfies Head));
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32BE(json.length);
  return Buffer.concat([length, json, ...blocks]);
}

/** `null` for what this version has not written. */
export function decodeAnswer(bytes: Buffer): KeptAnswer | null {
  if (bytes.length < LENGTH_BYTES) return null;
  let at = LENGTH_BYTES + bytes.readUInt32BE(0);
  const head = parseJsonObject(bytes.toString('utf8', LENGTH_BYTES, at));
  if (!isHead(head)) return null;
  const { lengths, ...rest } = head;
  const blocks = lengths.map((length) => bytes.subarray(at, (at += length)));
  return at === bytes.length ? { ...rest, blocks } : null;
}

function isLength(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** The key holds the version of the gateway, so that this is only about bytes that were damaged. */
function isHead(head: unknown): head is Head {
  return isJsonObject(head) && Array.isArray(head['lengths']) && head['lengths'].every(isLength);
}
