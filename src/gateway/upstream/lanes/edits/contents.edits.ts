import type { JsonObject } from '../../../../kernel/json.js';
import { withOwnSignatures } from '../../../protocols/gemini/foreign-signatures.js';
import type { Target } from '../../../providers/provider.js';
import { AS_IT_IS } from './edit-rule.js';
import type { TargetEdits } from './edit-rule.js';

/** What may be changed in a gemini body: signatures of parts that another vendor's model has said. Its model is in the URL. */
export function contentsEdits(body: JsonObject, { model, instance }: Target): TargetEdits {
  const own = withOwnSignatures(body['contents'], model);
  if (own === null) return { ...AS_IT_IS, withholdUsage: false };
  const removed = own.removed.map((pointer) => ({
    pointer,
    disposition: 'dropped' as const,
    reason: `it was signed by another vendor, which says nothing to ${instance.name}`,
  }));
  const excused = own.excused.map((pointer) => ({
    pointer,
    disposition: 'adjusted' as const,
    reason: `${instance.name} wants a signature on it and is told that there is none`,
  }));
  const edits = [{ kind: 'set' as const, key: 'contents', json: JSON.stringify(own.contents) }];
  return { edits, losses: [...removed, ...excused], withholdUsage: false };
}
