import type { Signature } from '../canonical/signature.js';

/** Marks a packed signature whose thought its vendor hides: here it looks like any other thought without text. */
const HIDDEN = 'hidden';

/** What the item of the signature is called already says more. */
export function markHidden(signature: Signature): Signature {
  return signature.id === undefined ? { ...signature, id: HIDDEN } : signature;
}

export function readHidden(signature: Signature | undefined): { signature?: Signature; redacted?: true } {
  if (signature?.id !== HIDDEN) return { signature };
  const { issuer, data } = signature;
  return { signature: { issuer, data }, redacted: true };
}
