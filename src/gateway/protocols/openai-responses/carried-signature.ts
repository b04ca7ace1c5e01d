import { packSignature, type Signature, unpackSignature } from '../canonical/signature.js';

const TEXT = 'text';
const HIDDEN = 'hidden';

/** What a signature is on: a tool call, by its id, or the text before it. */
export type SignedThing = { readonly kind: 'tool-call'; readonly callId: string } | { readonly kind: 'text' };

/**
 * Only reasoning items have an opaque field here, so another vendor's signature on a call or a text (Gemini's thought
 * signatures, without which the next turn is a 400) travels as a reasoning item of its own behind what it is on.
 * The owner stands where issuers that bind a signature to an item have that item's id.
 */
export function packCarried(signature: Signature, owner: SignedThing): string {
  return packSignature({ ...signature, id: owner.kind === 'text' ? TEXT : owner.callId }, 'openai-responses');
}

/**
 * The signature of a thought. That its vendor hides the text must be said here: a thought may come back without its text
 * for other reasons (some clients keep summaries only, and Claude sends none by default), and Anthropic takes neither for
 * the other (https://platform.claude.com/docs/en/build-with-claude/extended-thinking).
 */
export function packThought(signature: Signature, hidden: boolean): string {
  const marked = hidden && signature.id === undefined ? { ...signature, id: HIDDEN } : signature;
  return packSignature(marked, 'openai-responses');
}

/** `encrypted_content` of a reasoning item, and whose it is if not the item's own. */
export function unpackEncrypted(
  encrypted: string,
  itemId: string | undefined,
): { readonly signature: Signature; readonly owner?: SignedThing; readonly hidden?: boolean } {
  const { id, ...signature } = unpackSignature(encrypted, 'openai-responses');
  if (signature.issuer === 'openai-responses') {
    const boundTo = id ?? itemId;
    return { signature: boundTo === undefined ? signature : { ...signature, id: boundTo }, hidden: true };
  }
  if (id === undefined) return { signature };
  if (id === HIDDEN) return { signature, hidden: true };
  return { signature, owner: id === TEXT ? { kind: 'text' } : { kind: 'tool-call', callId: id } };
}
