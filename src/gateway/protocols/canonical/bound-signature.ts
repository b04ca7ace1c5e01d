import type { VendorTable } from './disposition-table.js';
import type { AnswerEvent } from './event.js';
import { withoutSignatures } from './fit-request.js';
import type { FeatureLoss } from './loss.js';
import type { CanonicalRequest } from './request.js';

/**
 * Encrypted reasoning is readable to the organisation alone that got it; any other answers it with a 400
 * (invalid_encrypted_content). So it remembers its provider on the way to the client.
 */
export function bindSignature(event: AnswerEvent, table: VendorTable, provider: string): AnswerEvent {
  if ((event.type !== 'part-start' && event.type !== 'part-end') || event.signature === undefined) return event;
  if (!table.bindsSignatures || event.signature.issuer !== table.dialect) return event;
  return { ...event, signature: { ...event.signature, provider } };
}

/** Takes out what another provider's account has encrypted: the turn may go elsewhere than the one before. */
export function releaseSignatures(
  request: CanonicalRequest,
  provider: string,
): { request: CanonicalRequest; losses: FeatureLoss[] } {
  const isForeign = (signature: { readonly provider?: string }) =>
    signature.provider !== undefined && signature.provider !== provider;
  return withoutSignatures(request, isForeign, `it was encrypted for another provider than ${provider}`);
}
