import type { BodyEdit } from '../../../../kernel/json-bytes/edit-body.js';
import { usageOptIn } from './chat.edits.js';
import type { EditRule } from './edit-rule.js';

/** Legacy completions: the model's name and, as in chat, the usage opt-in. */
export const completionsEdits: EditRule = (body, target) => {
  const edits: BodyEdit[] = [];
  if (body['model'] !== target.model) edits.push({ kind: 'set', key: 'model', json: JSON.stringify(target.model) });
  const withholdUsage = usageOptIn(body, target, edits);
  return { edits, losses: [], withholdUsage };
};
