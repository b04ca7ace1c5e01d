import { packSignature, type Signature, unpackSignature } from '../canonical/signature.js';

const TEXT = 'text';

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

/** `encrypted_content` of a reasoning item, and whose it is if not the item's own. */
export function unpackEncrypted(
  encrypted: string,
  itemId: string | undefined,
): { readonly signature: Signature; readonly owner?: SignedThing } {
  const { id, ...signature } = unpackSignature(encrypted, 'openai-responses');
  if (signature.issuer === 'openai-responses') {
    const boundTo = id ?? itemId;
    return { signature: boundTo === undefined ? signature : { ...signature, id: boundTo } };
  }
  if (id === undefined) return { signature };
  return { signature, owner: id === TEXT ? { kind: 'text' } : { kind: 'tool-call', callId: id } };
}
