import type { Dialect, VendorDialect } from '../dialect.js';

/**
 * A vendor's proof that a piece of an answer is its model's own (Anthropic's thinking signature, Gemini's thought
 * signature, the encrypted reasoning of Responses). Opaque, bound to its issuer, and it must come back unchanged with the
 * next turn.
 */
export interface Signature {
  readonly issuer: VendorDialect;
  readonly data: string;
  /** The item that it belongs to, for issuers that bind it to one. */
  readonly id?: string;
  /** The provider whose account alone can read it, for issuers that encrypt for one. */
  readonly provider?: string;
}

/** Six bytes, so that the base64 of anything that begins with them begins with the same eight characters. */
const MARK = 'aigw1:';
const PACKED_MARK = Buffer.from(MARK).toString('base64');

/**
 * A signature as text for a field of another dialect: clients hand it back unread. What the dialect issued itself stays as
 * it is. Valid base64 in any case where the issuer's is: some SDKs decode the field.
 */
export function packSignature({ issuer, data, id = '', provider }: Signature, carrier: Dialect): string {
  if (issuer === carrier && id === '' && provider === undefined) return data;
  const holder = provider === undefined ? issuer : `${issuer}@${Buffer.from(provider).toString('base64url')}`;
  return Buffer.from(`${MARK}${holder}:${id}:${data}`).toString('base64');
}

/** The signature in a field of `carrier`: a packed one, or the dialect's own. */
export function unpackSignature(text: string, carrier: VendorDialect): Signature {
  if (!text.startsWith(PACKED_MARK)) return { issuer: carrier, data: text };
  const packed = Buffer.from(text, 'base64').toString();
  const afterHolder = packed.indexOf(':', MARK.length);
  const afterId = packed.indexOf(':', afterHolder + 1);
  const [issuer = '', provider] = packed.slice(MARK.length, afterHolder).split('@');
  if (!isIssuer(issuer) || afterId === -1) return { issuer: carrier, data: text };
  const id = packed.slice(afterHolder + 1, afterId);
  return {
    issuer,
    data: packed.slice(afterId + 1),
    ...(id === '' ? {} : { id }),
    ...(provider === undefined ? {} : { provider: Buffer.from(provider, 'base64url').toString() }),
  };
}

const ISSUERS = {
  'openai-chat': true,
  'openai-responses': true,
  'anthropic-messages': true,
  gemini: true,
  'ollama-chat': true,
  'bedrock-converse': true,
} as const satisfies Record<VendorDialect, true>;

function isIssuer(word: string): word is VendorDialect {
  return Object.hasOwn(ISSUERS, word);
}
