import type { JsonObject } from '../../../kernel/json.js';
import type { Signature } from '../canonical/signature.js';

/** Marks a packed signature whose thought its vendor hides: here it looks like any other thought without text. */
const HIDDEN = 'hidden';

/**
 * Its text: some clients take a thought without any for a footnote to the part before, and put the signature there
 * (https://github.com/vercel/ai/blob/main/packages/google/src/google-language-model.ts).
 */
export const HIDDEN_TEXT = ' ';

export function isHiddenThought({ text, thought }: JsonObject): boolean {
  return thought === true && (text === undefined || text === '' || text === HIDDEN_TEXT);
}

/** What the item of the signature is called already says more. */
export function markHidden(signature: Signature): Signature {
  return signature.id === undefined ? { ...signature, id: HIDDEN } : signature;
}

export function readHidden(
  text: string,
  signature: Signature | undefined,
): { text: string; signature?: Signature; redacted?: true } {
  if (signature?.id === HIDDEN) {
    const { issuer, data } = signature;
    return { text: '', signature: { issuer, data }, redacted: true };
  }
  const isOurs = text === HIDDEN_TEXT && signature !== undefined && signature.issuer !== 'gemini';
  return { text: isOurs ? '' : text, signature };
}
