import { isJsonObject, type JsonObject, type JsonValue } from '../../../../../kernel/json.js';
import type { Loss } from '../../../../protocols/codec.js';
import type { ProviderInstance } from '../../../../providers/provider.js';
import type { QuirkEdits } from '../edit-rule.js';
import { asksForNothing } from './asks-for-nothing.js';

/** What the server lacks and without which the answer would be another one. */
export function chatRefusals(body: JsonObject, { quirks }: ProviderInstance): QuirkEdits {
  const losses: Loss[] = [];
  const refuse = (pointer: string, reason: string) => losses.push({ pointer, disposition: 'refused', reason });

  for (const key of quirks.refusedFields) {
    if (!asksForNothing(key, body[key])) refuse(`/${key}`, `it has no ${key}`);
  }
  if (!quirks.supportsTools && Array.isArray(body['tools']) && body['tools'].length > 0) {
    refuse('/tools', 'it has no tool calling');
  }
  const format = formatOf(body);
  if (!quirks.supportsStructuredOutput && format === 'json_schema') {
    refuse('/response_format', 'it has no structured output');
  }
  if (!quirks.supportsJsonMode && format === 'json_object') {
    refuse('/response_format', 'it has no JSON mode; send a json_schema');
  }
  if (!quirks.supportsLogprobs && body['logprobs'] === true) refuse('/logprobs', 'it gives no log probabilities');
  if (!quirks.supportsMultipleChoices && typeof body['n'] === 'number' && body['n'] > 1) {
    refuse('/n', 'it gives one answer at a time');
  }
  if (!quirks.supportsVision) {
    const image = imagePosition(body['messages']);
    if (image !== null) refuse(image, 'it takes no images');
  }
  return { edits: [], losses };
}

function formatOf(body: JsonObject): JsonValue | undefined {
  const format = body['response_format'];
  return isJsonObject(format) ? format['type'] : undefined;
}

function imagePosition(messages: JsonValue | undefined): string | null {
  if (!Array.isArray(messages)) return null;
  for (const [index, message] of messages.entries()) {
    const content = isJsonObject(message) ? message['content'] : null;
    if (!Array.isArray(content)) continue;
    const at = content.findIndex((part) => isJsonObject(part) && part['type'] === 'image_url');
    if (at !== -1) return `/messages/${index}/content/${at}`;
  }
  return null;
}
