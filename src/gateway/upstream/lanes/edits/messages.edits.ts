import type { BodyEdit } from '../../../../kernel/json-bytes/edit-body.js';
import type { JsonObject } from '../../../../kernel/json.js';
import { withoutForeignThinking } from '../../../protocols/anthropic-messages/foreign-thinking.js';
import type { Target } from '../../../providers/provider.js';
import type { TargetEdits } from './edit-rule.js';

/**
 * What may be changed in an anthropic-messages body: the model's name, and thinking that was signed for somebody else,
 * which the vendor would refuse.
 */
export function messagesEdits(body: JsonObject, target: Target): TargetEdits {
  const edits: BodyEdit[] = [];
  if (body['model'] !== target.model) edits.push({ kind: 'set', key: 'model', json: JSON.stringify(target.model) });
  const own = withoutForeignThinking(body['messages']);
  if (own === null) return { edits, losses: [], withholdUsage: false };
  edits.push({ kind: 'set', key: 'messages', json: JSON.stringify(own.messages) });
  const losses = own.removed.map((pointer) => ({
    pointer,
    disposition: 'dropped' as const,
    reason: 'it was signed for another vendor, or not at all',
  }));
  return { edits, losses, withholdUsage: false };
}
