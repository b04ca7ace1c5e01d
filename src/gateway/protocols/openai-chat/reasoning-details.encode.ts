import type { JsonObject } from '../../../kernel/json.js';
import type { VendorDialect } from '../dialect.js';
import type { PartHead } from '../canonical/event.js';
import type { PartOf } from '../canonical/request.js';
import { packSignature, type Signature } from '../canonical/signature.js';
import { seal, unseal } from './native-signature.js';
import type { Span } from './span.js';

/** OpenRouter's names of what is signed, so that its clients know what they hold. */
const FORMATS = {
  'anthropic-messages': 'anthropic-claude-v1',
  'bedrock-converse': 'anthropic-claude-v1',
  gemini: 'google-gemini-v1',
  'openai-responses': 'openai-responses-v1',
  'openai-chat': 'unknown',
  'ollama-chat': 'unknown',
} as const satisfies Record<VendorDialect, string>;

/** What a signature stands for in an answer. */
export interface SignedPart {
  readonly kind: 'reasoning' | 'redacted-reasoning' | 'text';
  readonly signature: Signature;
  /** The place among the details of its answer. */
  readonly index: number;
  /** What it signs, in characters of `reasoning_content`, or of `content` for text. */
  readonly span: Span;
}

/** `undefined` for parts whose signatures have another place, or never come. */
export function signedKind(head: PartHead): SignedPart['kind'] | undefined {
  switch (head.kind) {
    case 'text':
      return 'text';
    case 'reasoning':
      return head.redacted ? 'redacted-reasoning' : 'reasoning';
    case 'tool-call':
    case 'refusal':
      return undefined;
    default:
      return head satisfies never;
  }
}

/**
 * A signed part as an item of `reasoning_details`. The text itself is not repeated: it may be long, and stands in
 * `reasoning_content` already.
 */
export function encodeDetail({ kind, signature, index, span }: SignedPart): JsonObject {
  const place = { index, start_index: span.start, end_index: span.end };
  const own = signature.issuer === 'openai-chat' ? unseal(signature) : null;
  if (own) return kind === 'reasoning' ? { ...own, start_index: span.start, end_index: span.end } : own;
  const sealed = packSignature(signature, 'openai-chat');
  const format = FORMATS[signature.issuer];
  switch (kind) {
    case 'reasoning':
      return { type: 'reasoning.text', signature: sealed, format, ...place };
    case 'redacted-reasoning':
      return { type: 'reasoning.encrypted', data: sealed, format, ...place };
    case 'text':
      return { type: 'reasoning.encrypted', data: sealed, format, field: 'content', ...place };
    default:
      return kind satisfies never;
  }
}

/** An item for the server that issued it, with its text again. */
export function encodeOwnDetail({ text, signature }: PartOf<'reasoning'>): JsonObject | undefined {
  if (signature === undefined) return undefined;
  const item = unseal(signature) ?? { type: 'reasoning.encrypted', data: signature.data };
  if (text === '' || item['type'] === 'reasoning.encrypted') return item;
  return { ...item, [item['type'] === 'reasoning.summary' ? 'summary' : 'text']: text };
}

/** @param item one of the server's own; its text is the part's */
export function sealDetail(item: JsonObject): Signature {
  const { text: _, summary: __, ...rest } = item;
  return seal(rest);
}
