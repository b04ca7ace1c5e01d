import type { BodyEdit } from '../../../../kernel/json-bytes/edit-body.js';
import { isJsonObject, type JsonObject } from '../../../../kernel/json.js';
import type { Target } from '../../../providers/provider.js';
import { NO_QUIRKS } from '../../../providers/quirks.js';
import { AS_IT_IS, type QuirkEdits, type QuirkRule, type TargetEdits } from './edit-rule.js';
import { fieldEdits } from './chat/fields.edits.js';
import { messageEdits } from './chat/messages.edits.js';
import { reasoningEffortEdits } from './chat/reasoning-effort.edits.js';
import { chatRefusals } from './chat/refusals.js';
import { streamOptionsEdits } from './chat/stream-options.edits.js';
import { toolChoiceEdits } from './chat/tool-choice.edits.js';

const NOTHING: TargetEdits = { ...AS_IT_IS, withholdUsage: false };
const INCLUDE_USAGE: BodyEdit = { kind: 'set', key: 'stream_options', json: '{"include_usage":true}' };

const QUIRK_RULES: readonly QuirkRule[] = [
  chatRefusals,
  fieldEdits,
  streamOptionsEdits,
  reasoningEffortEdits,
  toolChoiceEdits,
  messageEdits,
];

/**
 * What may be changed in an openai-chat body: the model's name, the usage opt-in, and
 * the target's quirks. Everything else goes out as the client wrote it.
 */
export function chatEdits(body: JsonObject, target: Target): TargetEdits {
  const edits: BodyEdit[] = [];
  if (body['model'] !== target.model) edits.push({ kind: 'set', key: 'model', json: JSON.stringify(target.model) });
  const quirks = quirkEdits(body, target);
  edits.push(...quirks.edits);
  const withholdUsage = usageOptIn(body, target, edits);
  return edits.length === 0 && quirks.losses.length === 0 ? NOTHING : { edits, losses: quirks.losses, withholdUsage };
}

function quirkEdits(body: JsonObject, { instance }: Target): QuirkEdits {
  if (instance.quirks === NO_QUIRKS) return AS_IT_IS;
  const results = QUIRK_RULES.map((rule) => rule(body, instance));
  return { edits: results.flatMap(({ edits }) => edits), losses: results.flatMap(({ losses }) => losses) };
}

function usageOptIn(body: JsonObject, { instance }: Target, edits: BodyEdit[]): boolean {
  if (body['stream'] !== true || !instance.quirks.supportsStreamOptions) return false;
  const options = body['stream_options'];
  if (!isJsonObject(options)) {
    edits.push(INCLUDE_USAGE);
    return true;
  }
  if (options['include_usage'] === true) return false;
  edits.push({ kind: 'set', key: 'stream_options', json: JSON.stringify({ ...options, include_usage: true }) });
  return true;
}
