import type { JsonObject } from '../../../../kernel/json.js';
import { withoutForeignSignatures } from '../../../protocols/gemini/foreign-signatures.js';
import type { Target } from '../../../providers/provider.js';
import type { TargetEdits } from './edit-rule.js';

/** What may be changed in a gemini body, whose model stands in the URL: signatures that were made for another vendor. */
export function contentsEdits(body: JsonObject, { model }: Target): TargetEdits {
  const own = withoutForeignSignatures(body['contents'], model);
  if (own === null) return { edits: [], losses: [], withholdUsage: false };
  return {
    edits: [{ kind: 'set', key: 'contents', json: JSON.stringify(own.contents) }],
    losses: own.taken.map((pointer) => ({
      pointer,
      disposition: 'dropped',
      reason: 'it was signed for another vendor',
    })),
    withholdUsage: false,
  };
}
