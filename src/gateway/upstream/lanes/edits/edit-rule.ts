import type { BodyEdit } from '../../../../kernel/json-bytes/edit-body.js';
import type { JsonObject } from '../../../../kernel/json.js';
import type { Loss } from '../../../protocols/codec.js';
import type { ProviderInstance, Target } from '../../../providers/provider.js';

/** What is changed in a body for a target that speaks its format. Everything else goes out as it is. */
export interface TargetEdits {
  readonly edits: readonly BodyEdit[];
  readonly losses: readonly Loss[];
  /** Usage was asked for on the gateway's own account; the client must not see the extra frame. */
  readonly withholdUsage: boolean;
}

/** What one wire format's bodies need. */
export type EditRule = (body: JsonObject, target: Target) => TargetEdits;

/** What some of a server's quirks make of a body. */
export interface QuirkEdits {
  readonly edits: readonly BodyEdit[];
  /** Refused ones are among them: the lanes fail the request for them. */
  readonly losses: readonly Loss[];
}

export type QuirkRule = (body: JsonObject, instance: ProviderInstance) => QuirkEdits;

export const AS_IT_IS: QuirkEdits = { edits: [], losses: [] };
