import type { JsonObject } from '../../../kernel/json.js';
import type { ContentPart } from '../canonical/request.js';
import { packSignature, type Signature } from '../canonical/signature.js';

/**
 * Gemini signs texts and tool calls, which have no opaque field here; without their signatures it refuses the next turn
 * ("Function call is missing a thought_signature"). Clients hand redacted_thinking back unread, so one of those, right
 * after the block that it belongs to, carries the signature. Its id says which block that is.
 */
const OF_TEXT = 'text';
const OF_CALL = 'call=';

/** @param callId the tool call that was signed; `undefined` for a text */
export function carrierOf(signature: Signature, callId: string | undefined): JsonObject {
  // The id stands between colons.
  const id = callId === undefined ? OF_TEXT : `${OF_CALL}${encodeURIComponent(callId)}`;
  return { type: 'redacted_thinking', data: packSignature({ ...signature, id }, 'anthropic-messages') };
}

/** Puts a carried signature back on its part of the same message; `false` where it is no carried one. */
export function attachSignature(parts: ContentPart[], { issuer, data, id = '' }: Signature): boolean {
  const at = parts.findLastIndex((part) =>
    part.kind === 'text'
      ? id === OF_TEXT
      : part.kind === 'tool-call' && id === `${OF_CALL}${encodeURIComponent(part.id)}`,
  );
  const part = parts[at];
  if (part === undefined) return false;
  parts[at] = { ...part, signature: { issuer, data } } as ContentPart;
  return true;
}
