import { crc32 } from 'node:zlib';
import { BASE62, randomBase62 } from './ids.js';
import { Secret } from './secret.js';

const MARK = 'aig_';
const PUBLIC_ID_LENGTH = 12;
const SECRET_LENGTH = 40;
const CHECKSUM_LENGTH = 6;
const SHAPE = new RegExp(`^${MARK}[0-9A-Za-z]{${PUBLIC_ID_LENGTH + SECRET_LENGTH + CHECKSUM_LENGTH}}$`);

/** A gateway key: `aig_`, 12 characters of public id, 40 of secret (238 bits), 6 of CRC-32; base62, no separators. */
export interface ApiKey {
  /** The whole key as the client sends it; this whole text is what gets hashed. */
  readonly key: Secret;
  /** Found by index; not secret. */
  readonly publicId: string;
  /** What may be shown and logged: `aig_` and the public id. */
  readonly prefix: string;
}

export function newApiKey(): ApiKey {
  const body = MARK + randomBase62(PUBLIC_ID_LENGTH + SECRET_LENGTH);
  return split(body + checksum(body));
}

/** `null` for a wrong shape or checksum, so that a typo never costs a database look-up or an Argon2 run. */
export function parseApiKey(text: string): ApiKey | null {
  if (!SHAPE.test(text)) return null;
  return checksum(text.slice(0, -CHECKSUM_LENGTH)) === text.slice(-CHECKSUM_LENGTH) ? split(text) : null;
}

function split(text: string): ApiKey {
  const publicId = text.slice(MARK.length, MARK.length + PUBLIC_ID_LENGTH);
  return { key: new Secret(text), publicId, prefix: MARK + publicId };
}

function checksum(body: string): string {
  let rest = crc32(body);
  let digits = '';
  while (digits.length < CHECKSUM_LENGTH) {
    digits = BASE62.charAt(rest % 62) + digits;
    rest = Math.floor(rest / 62);
  }
  return digits;
}
