import { GatewayError } from '../../../../kernel/errors.js';
import { isJsonObject, type JsonObject } from '../../../../kernel/json.js';
import type { Loss } from '../../../protocols/codec.js';
import { withoutForeignSignatures } from '../../../protocols/openai-chat/foreign-signatures.js';
import type { Target } from '../../../providers/provider.js';
import { NO_QUIRKS } from '../../../providers/quirks.js';
import type { TargetEdits } from './edit-rule.js';
import type { BodyEdit } from '../../../../kernel/json-bytes/edit-body.js';

const NOTHING: TargetEdits = { edits: [], losses: [], withholdUsage: false };
const INCLUDE_USAGE: BodyEdit = { kind: 'set', key: 'stream_options', json: '{"include_usage":true}' };

/**
 * What may be changed in an openai-chat body: the model's name, the usage opt-in, the target's quirks, and signatures that
 * the gateway wrote for another vendor. Everything else goes out as the client wrote it.
 */
export function chatEdits(body: JsonObject, target: Target): TargetEdits {
  const edits: BodyEdit[] = [];
  if (body['model'] !== target.model) edits.push({ kind: 'set', key: 'model', json: JSON.stringify(target.model) });
  const quirks = target.instance.quirks === NO_QUIRKS ? [] : quirkEdits(body, target, edits);
  const losses = [...quirks, ...foreignSignatures(body, edits)];
  const withholdUsage = usageOptIn(body, target, edits);
  return edits.length === 0 ? NOTHING : { edits, losses, withholdUsage };
}

function foreignSignatures(body: JsonObject, edits: BodyEdit[]): Loss[] {
  const cleaned = withoutForeignSignatures(body['messages']);
  if (cleaned === null) return [];
  edits.push({ kind: 'set', key: 'messages', json: JSON.stringify(cleaned.messages) });
  const reason = 'it was signed for another vendor';
  return cleaned.taken.map((pointer) => ({ pointer, disposition: 'dropped', reason }));
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

function quirkEdits(body: JsonObject, { instance }: Target, edits: BodyEdit[]): Loss[] {
  const { quirks, name } = instance;
  refuseWhatChangesTheAnswer(body, instance.name, quirks);
  const losses: Loss[] = [];
  const drop = (key: string, reason: string) => {
    if (body[key] === undefined) return;
    edits.push({ kind: 'remove', key });
    losses.push({ pointer: `/${key}`, disposition: 'dropped', reason });
  };
  if (!quirks.supportsToolChoice) drop('tool_choice', `${name} has no tool_choice`);
  if (!quirks.supportsParallelToolCalls) drop('parallel_tool_calls', `${name} has no parallel_tool_calls`);
  if (!quirks.supportsStreamOptions) drop('stream_options', `${name} has no stream_options`);
  for (const key of quirks.unsupportedFields) drop(key, `${name} does not take ${key}`);
  const field = quirks.maxTokensField;
  if (field !== 'as-sent') {
    const other = field === 'max_tokens' ? 'max_completion_tokens' : 'max_tokens';
    if (body[other] !== undefined && body[field] === undefined) edits.push({ kind: 'rename', from: other, to: field });
  }
  return losses;
}

function refuseWhatChangesTheAnswer(body: JsonObject, target: string, quirks: Target['instance']['quirks']): void {
  const refuse = (param: string, reason: string) => {
    throw new GatewayError('unsupported_parameter', { param, target, reason });
  };
  if (!quirks.supportsTools && Array.isArray(body['tools']) && body['tools'].length > 0) {
    refuse('tools', 'it has no tool calling');
  }
  const format = body['response_format'];
  if (!quirks.supportsStructuredOutput && isJsonObject(format) && format['type'] === 'json_schema') {
    refuse('response_format', 'it has no structured output');
  }
  if (!quirks.supportsVision) {
    const image = imagePosition(body['messages']);
    if (image !== null) refuse(image, 'it takes no images');
  }
}

function imagePosition(messages: JsonObject[string]): string | null {
  if (!Array.isArray(messages)) return null;
  for (const [index, message] of messages.entries()) {
    const content = isJsonObject(message) ? message['content'] : null;
    if (!Array.isArray(content)) continue;
    const at = content.findIndex((part) => isJsonObject(part) && part['type'] === 'image_url');
    if (at !== -1) return `messages[${index}].content[${at}]`;
  }
  return null;
}
