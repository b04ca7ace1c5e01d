import type { BodyEdit } from '../../../../kernel/json-bytes/edit-body.js';
import type { JsonObject } from '../../../../kernel/json.js';
import type { Loss } from '../../../protocols/codec.js';
import type { Target } from '../../../providers/provider.js';

/** What is changed in a body for a target that speaks its format. Everything else goes out as it is. */
export interface TargetEdits {
  readonly edits: readonly BodyEdit[];
  readonly losses: readonly Loss[];
  /** Usage was asked for on the gateway's own account; the client must not see the extra frame. */
  readonly withholdUsage: boolean;
}

/** What one wire format's bodies need. */
export type EditRule = (body: JsonObject, target: Target) => TargetEdits;
