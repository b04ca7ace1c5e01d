import type { JsonObject } from '../../kernel/json.js';
import type { Capabilities, Loss, ProtocolCodec } from './codec.js';
import { locate, ownFieldLoss, residueLoss } from './canonical/disposition-table.js';
import type { CanonicalRequest } from './canonical/request.js';

export interface TranslatedRequest {
  /** What the client asked, for the encoder of its answer. */
  readonly request: CanonicalRequest;
  readonly body: JsonObject;
  /** Everything that will not arrive as said, in the client's own field names. Refused ones are among them. */
  readonly losses: readonly Loss[];
}

/**
 * A request of one dialect as a request of another. Refuses nothing itself: the caller decides what a loss means
 * (`refuseLosses`, or skip this target).
 */
export function translateRequest(
  raw: JsonObject,
  from: ProtocolCodec,
  to: ProtocolCodec,
  target: Capabilities,
): TranslatedRequest {
  const { request, residue, own } = from.decodeRequest(raw);
  const { body, losses } = to.encodeRequest(request, target);
  const table = from.dispositions;
  return {
    request,
    body,
    losses: [
      ...residue.map((pointer) => residueLoss(table, pointer)),
      ...(from.dialect === to.dialect ? [] : own.flatMap((field) => ownFieldLoss(table, field) ?? [])),
      ...losses.flatMap((loss) =>
        locate(table, raw, loss).map((pointer) => ({ pointer, disposition: loss.disposition, reason: loss.reason })),
      ),
    ],
  };
}
