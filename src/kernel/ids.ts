import { randomBytes, randomFillSync } from 'node:crypto';

export const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Uniform base62 text from the system's random source. About 5.95 bits a character. */
export function randomBase62(length: number): string {
  let text = '';
  while (text.length < length) {
    for (const byte of randomBytes(length + 16)) {
      // 248 is the largest multiple of 62 below 256: higher bytes would favour the first letters.
      if (byte < 248 && text.length < length) text += BASE62[byte % 62];
    }
  }
  return text;
}

const pool = Buffer.allocUnsafeSlow(12 * 1024);
let used = pool.length;

/** 24 hex digits (96 random bits), drawn from a pool to keep system calls off the hot path. */
export function randomHex(): string {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const hex = pool.toString('hex', used, used + 12);
  used += 12;
  return hex;
}

/** Request id: `req_` and 24 hex digits. */
export function newRequestId(): string {
  return `req_${randomHex()}`;
}
