import type { BodyEdit } from '../../../../kernel/json-bytes/edit-body.js';
import { isJsonObject, type JsonObject } from '../../../../kernel/json.js';
import { withoutForeignSignatures } from '../../../protocols/openai-chat/foreign-signatures.js';
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
 * What may be changed in an openai-chat body: the model's name, the usage opt-in, the target's quirks, and signatures that
 * the gateway wrote for another vendor. Everything else goes out as the client wrote it.
 */
export function chatEdits(body: JsonObject, target: Target): TargetEdits {
  const edits: BodyEdit[] = [];
  if (body['model'] !== target.model) edits.push({ kind: 'set', key: 'model', json: JSON.stringify(target.model) });
  const signatures = foreignSignatures(body);
  edits.push(...signatures.edits);
  // The quirks look at what is left: each rule that changes messages writes all of them.
  const quirks = quirkEdits(signatures.body, target);
  edits.push(...quirks.edits);
  const losses = [...signatures.losses, ...quirks.losses];
  const withholdUsage = usageOptIn(body, target, edits);
  return edits.length === 0 && losses.length === 0 ? NOTHING : { edits, losses, withholdUsage };
}

function quirkEdits(body: JsonObject, { instance }: Target): QuirkEdits {
  if (instance.quirks === NO_QUIRKS) return AS_IT_IS;
  const results = QUIRK_RULES.map((rule) => rule(body, instance));
  return { edits: results.flatMap(({ edits }) => edits), losses: results.flatMap(({ losses }) => losses) };
}

/** Signatures that the gateway packed for another vendor say nothing to this one, and some servers refuse them. */
function foreignSignatures(body: JsonObject): QuirkEdits & { readonly body: JsonObject } {
  const cleaned = withoutForeignSignatures(body['messages']);
  if (cleaned === null) return { ...AS_IT_IS, body };
  const { messages, taken } = cleaned;
  const reason = 'it was signed for another vendor';
  return {
    body: { ...body, messages },
    edits: [{ kind: 'set', key: 'messages', json: JSON.stringify(messages) }],
    losses: taken.map((pointer) => ({ pointer, disposition: 'dropped', reason })),
  };
}

/** Asks a stream for its usage where the client did not. Whether the extra frame must be withheld. */
export function usageOptIn(body: JsonObject, { instance }: Target, edits: BodyEdit[]): boolean {
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
