import type { BodyEdit } from '../../../../kernel/json-bytes/edit-body.js';
import { isJsonObject, type JsonObject, type JsonValue } from '../../../../kernel/json.js';
import { responseIdOfItem } from '../../../../kernel/response-id.js';
import { unpackSignature } from '../../../protocols/canonical/signature.js';
import type { Loss } from '../../../protocols/codec.js';
import type { Target } from '../../../providers/provider.js';
import type { TargetEdits } from './edit-rule.js';

/**
 * What may be changed in an openai-responses body: the model's name, and reasoning that another vendor's model has thought
 * in a turn before. The vendor answers such an item with 400, for it has neither encrypted nor stored it
 * (https://github.com/vercel/ai/issues/7543).
 */
export function responsesEdits(body: JsonObject, { model, instance }: Target): TargetEdits {
  const edits: BodyEdit[] = [];
  const losses: Loss[] = [];
  if (body['model'] !== model) edits.push({ kind: 'set', key: 'model', json: JSON.stringify(model) });
  const { input } = body;
  if (Array.isArray(input) && input.some(isForeignReasoning)) {
    edits.push({ kind: 'set', key: 'input', json: JSON.stringify(input.filter((item) => !isForeignReasoning(item))) });
    for (const [index, item] of input.entries()) {
      if (!isForeignReasoning(item)) continue;
      const reason = `it is the reasoning of another vendor's model, which says nothing to ${instance.name}`;
      losses.push({ pointer: `/input/${index}`, disposition: 'dropped', reason });
    }
  }
  return { edits, losses, withholdUsage: false };
}

/** Made by the gateway out of another dialect: it says so in the item's id, or in what stands for its encryption. */
function isForeignReasoning(item: JsonValue): boolean {
  if (!isJsonObject(item) || item['type'] !== 'reasoning') return false;
  const { id, encrypted_content: encrypted } = item;
  if (typeof id === 'string' && responseIdOfItem(id) !== undefined) return true;
  return typeof encrypted === 'string' && unpackSignature(encrypted, 'openai-responses').issuer !== 'openai-responses';
}
