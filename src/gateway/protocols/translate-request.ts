import type { JsonObject } from '../../kernel/json.js';
import type { Capabilities, ClientCodec, Loss, RequestAddress, VendorCodec } from './codec.js';
import { releaseSignatures } from './canonical/bound-signature.js';
import { locate, ownFieldLoss, residueLoss } from './canonical/disposition-table.js';
import type { CanonicalRequest } from './canonical/request.js';

export interface TranslatedRequest {
  /** What the client asked, for the encoder of its answer. */
  readonly request: CanonicalRequest;
  readonly body: JsonObject;
  /** Everything that will not arrive as said, in the client's own field names. Refused ones are among them. */
  readonly losses: readonly Loss[];
}

export interface TranslationTarget {
  /** The model's name at the target, and whether its answer is a stream. */
  readonly address: RequestAddress;
  readonly capabilities: Capabilities;
  /** Its name, to which alone some signatures may go back; without it they go to any. */
  readonly provider?: string;
}

/**
 * A request of one dialect as a request of another. Refuses nothing itself: the caller decides what a loss means
 * (`refuseLosses`, or skip this target).
 */
export function translateRequest(
  raw: JsonObject,
  from: ClientCodec,
  to: VendorCodec,
  { address, capabilities, provider }: TranslationTarget,
): TranslatedRequest {
  const decoded = from.decodeRequest(raw, address);
  const { residue, own, unsaid = [] } = decoded;
  const request = { ...decoded.request, model: address.model };
  const released = provider === undefined ? { request, losses: [] } : releaseSignatures(request, provider);
  const { body, losses } = to.encodeRequest(released.request, capabilities);
  const table = from.dispositions;
  return {
    request,
    body,
    losses: [
      ...residue.map((pointer) => residueLoss(table, pointer)),
      ...((from.dialect as string) === to.dialect
        ? []
        : [...own.flatMap((field) => ownFieldLoss(table, field) ?? []), ...unsaid]),
      ...[...released.losses, ...losses].flatMap((loss) =>
        locate(table, raw, loss).map((pointer) => ({ pointer, disposition: loss.disposition, reason: loss.reason })),
      ),
    ],
  };
}
