import { hash, randomBytes } from 'node:crypto';
import { Secret } from '../../kernel/secret.js';

/**
 * A bearer token of 256 random bits. SHA-256 is enough to store it: unlike a password it cannot be guessed, so a slow
 * hash would protect nothing.
 */
export function newOpaqueToken(mark: string): { readonly token: Secret; readonly hash: Buffer } {
  const text = mark + randomBytes(32).toString('base64url');
  return { token: new Secret(text), hash: hashOpaqueToken(text) };
}

export function hashOpaqueToken(text: string): Buffer {
  return hash('sha256', text, 'buffer');
}
