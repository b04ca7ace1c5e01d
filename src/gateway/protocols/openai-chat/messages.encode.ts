import { assertNever } from '../../../kernel/assert-never.js';
import type { JsonObject, JsonValue } from '../../../kernel/json.js';
import { dataUrl } from '../canonical/data-url.js';
import type { CanonicalMessage, ContentPart, MediaSource, PartOf } from '../canonical/request.js';
import { audioFormat } from './audio.js';
import { encodeExtraContent } from './extra-content.js';
import { encodeOwnDetail } from './reasoning-details.encode.js';

/** One canonical message; several where it holds several tool results, for which this dialect wants one message each. */
export function encodeMessage(message: CanonicalMessage): JsonObject[] {
  switch (message.role) {
    case 'system':
    case 'developer':
    case 'user':
      return [
        {
          role: message.role,
          content: encodeContent(message.content),
          name: message.name,
          ...message.extensions?.['openai-chat'],
        },
      ];
    case 'assistant':
      return [encodeAssistant(message)];
    case 'tool':
      return message.content
        .filter((part) => part.kind === 'tool-result')
        .map((result) => ({ ...encodeToolResult(result), ...message.extensions?.['openai-chat'] }));
    default:
      return assertNever(message.role);
  }
}

function encodeAssistant(message: CanonicalMessage): JsonObject {
  const calls = message.content.filter((part) => part.kind === 'tool-call');
  const legacy = calls.find((call) => call.extensions?.['openai-chat']?.['legacy'] === true);
  const visible = message.content.filter((part) => part.kind === 'text' || isInline(part));
  const refusals = message.content.filter((part) => part.kind === 'refusal' && !isInline(part));
  return {
    role: 'assistant',
    content: visible.length === 0 ? null : encodeContent(visible),
    refusal: refusals.length === 0 ? undefined : refusals.map(textOf).join(''),
    ...encodeReasoning(message),
    name: message.name,
    tool_calls: calls.length === 0 || legacy ? undefined : calls.map(encodeToolCall),
    function_call: legacy && { name: legacy.name, arguments: legacy.arguments, ...encodeSignature(legacy) },
    ...message.extensions?.['openai-chat'],
  };
}

/** Whether the client put this reasoning or refusal inside `content` rather than beside it. */
function isInline(part: ContentPart): boolean {
  if (part.kind === 'refusal') return part.origin?.includes('/content/') ?? false;
  return part.kind === 'reasoning' && part.extensions?.['openai-chat']?.['field'] === 'thinking';
}

function encodeReasoning(message: CanonicalMessage): JsonObject {
  const texts: { reasoning?: string; reasoning_content?: string } = {};
  const details: JsonObject[] = [];
  for (const part of message.content) {
    if (part.kind !== 'reasoning' || isInline(part)) continue;
    const detail = encodeOwnDetail(part);
    if (detail) details.push(detail);
    const field = part.extensions?.['openai-chat']?.['field'] ?? 'reasoning_content';
    if (part.redacted || (field !== 'reasoning' && field !== 'reasoning_content')) continue;
    texts[field] = (texts[field] ?? '') + part.text;
  }
  return { ...texts, ...(details.length === 0 ? {} : { reasoning_details: details }) };
}

function encodeSignature({ signature }: PartOf<'tool-call'>): JsonObject {
  return signature === undefined ? {} : { extra_content: encodeExtraContent(signature) };
}

function encodeToolCall(call: PartOf<'tool-call'>): JsonObject {
  const { id, name } = call;
  if (call.custom) return { id, type: 'custom', custom: { name, input: call.arguments }, ...encodeSignature(call) };
  return { id, type: 'function', function: { name, arguments: call.arguments }, ...encodeSignature(call) };
}

function encodeToolResult(result: PartOf<'tool-result'>): JsonObject {
  const content = encodeContent(result.content);
  return result.extensions?.['openai-chat']?.['legacy'] === true
    ? { role: 'function', name: result.name, content }
    : { role: 'tool', tool_call_id: result.callId, content };
}

function encodeContent(parts: readonly ContentPart[]): JsonValue {
  const [only] = parts;
  if (parts.length === 1 && only?.kind === 'text' && !only.extensions) return only.text;
  return parts.map(encodePart);
}

function encodePart(part: ContentPart): JsonObject {
  const own = part.extensions?.['openai-chat'];
  switch (part.kind) {
    case 'text':
      return { type: 'text', text: part.text, ...own };
    case 'refusal':
      return { type: 'refusal', refusal: part.text, ...own };
    case 'image':
      return { type: 'image_url', image_url: { url: encodeUrl(part.source), detail: part.detail }, ...own };
    case 'audio':
      return { type: 'input_audio', input_audio: encodeAudio(part.source), ...own };
    case 'document':
      if (part.source.kind === 'text') return { type: 'text', text: part.source.text, ...own };
      return { type: 'file', file: { filename: part.filename, ...encodeFile(part.source) }, ...own };
    case 'reasoning':
      return { type: 'thinking', thinking: [{ type: 'text', text: part.text }], closed: own?.['closed'] };
    case 'tool-call':
    case 'tool-result':
      throw new Error(`A ${part.kind} is not message content`);
    default:
      return assertNever(part);
  }
}

function encodeUrl(source: MediaSource): string {
  switch (source.kind) {
    case 'base64':
      return dataUrl(source.mediaType, source.data);
    case 'url':
      return source.url;
    case 'file':
      return source.fileId;
    case 'text':
      return dataUrl(source.mediaType ?? 'text/plain', Buffer.from(source.text).toString('base64'));
    default:
      return assertNever(source);
  }
}

/** Only data: `unreadableAudio` has refused the rest. */
function encodeAudio(source: MediaSource): JsonObject {
  return source.kind === 'base64' ? { format: audioFormat(source.mediaType), data: source.data } : {};
}

function encodeFile(source: MediaSource): JsonObject {
  return source.kind === 'file' ? { file_id: source.fileId } : { file_data: encodeUrl(source) };
}

function textOf(part: ContentPart): string {
  return 'text' in part ? part.text : '';
}
