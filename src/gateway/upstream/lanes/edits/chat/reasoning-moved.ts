import { isJsonObject, type JsonObject, type JsonValue } from '../../../../../kernel/json.js';
import type { Quirks } from '../../../../providers/quirks.js';
import type { MessageRule } from './message-rule.js';

/**
 * Earlier reasoning under the name by which this server knows it; under another one it is refused or silently lost
 * (https://github.com/vllm-project/vllm/issues/38488), and thinking between tool calls breaks off.
 */
export const reasoningMoved: MessageRule = (message, { instance }) => {
  const { reasoningField } = instance.quirks;
  if (message['role'] !== 'assistant' || isInPlace(message, reasoningField)) return message;
  const { reasoning, reasoning_content: reasoningContent, ...rest } = message;
  const parts = partsOf(rest['content']);
  const thought = parts.filter(isThinking).map(thoughtOf).join('');
  // Servers that send both names say the same twice.
  const text = [reasoningContent, reasoning, thought].find((said) => typeof said === 'string' && said !== '');
  const spoken = parts.filter((part) => !isThinking(part));
  if (typeof text !== 'string') return rest;
  if (reasoningField === 'thinking-part') {
    return { ...rest, content: [{ type: 'thinking', thinking: [{ type: 'text', text }] }, ...spoken] };
  }
  return { ...rest, ...(thought === '' ? {} : { content: spoken }), [reasoningField]: text };
};

function isInPlace(message: JsonObject, field: Quirks['reasoningField']): boolean {
  const names = ['reasoning', 'reasoning_content'].filter((name) => message[name] !== undefined);
  const { content } = message;
  const hasParts = Array.isArray(content) && content.some(isThinking);
  return names.every((name) => name === field) && (field === 'thinking-part' || !hasParts);
}

function partsOf(content: JsonValue | undefined): JsonValue[] {
  if (Array.isArray(content)) return content;
  return typeof content === 'string' && content !== '' ? [{ type: 'text', text: content }] : [];
}

/** `{type: "thinking", thinking: [{type: "text", text}]}`, in which one vendor's reasoning comes. */
function isThinking(part: JsonValue): part is JsonObject {
  return isJsonObject(part) && part['type'] === 'thinking';
}

function thoughtOf({ thinking }: JsonObject): string {
  if (!Array.isArray(thinking)) return typeof thinking === 'string' ? thinking : '';
  return thinking.map((item) => (isJsonObject(item) && typeof item['text'] === 'string' ? item['text'] : '')).join('');
}
