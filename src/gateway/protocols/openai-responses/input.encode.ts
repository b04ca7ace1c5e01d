import type { JsonObject } from '../../../kernel/json.js';
import type { FeatureLoss } from '../canonical/loss.js';
import type { CanonicalMessage, ContentPart, PartOf } from '../canonical/request.js';
import { encodeTurn } from './turn.encode.js';
import { encodeContent } from './content.encode.js';

/** Items of `input`, in the order of what was said. */
export function encodeInput(messages: readonly CanonicalMessage[], losses: FeatureLoss[]): JsonObject[] {
  const custom = customCalls(messages);
  return messages.flatMap((message) =>
    message.role === 'assistant' ? encodeTurn(message, losses) : encodeSaid(message, custom),
  );
}

/** The ids of calls of custom tools, whose results are items of another type. */
function customCalls(messages: readonly CanonicalMessage[]): ReadonlySet<string> {
  const parts = messages.flatMap(({ content }) => content);
  return new Set(parts.flatMap((part) => (part.kind === 'tool-call' && part.custom ? [part.id] : [])));
}

/** What was said to the assistant. Results are items of their own and come first: they answer what stands before. */
function encodeSaid(message: CanonicalMessage, custom: ReadonlySet<string>): JsonObject[] {
  const results = message.content.filter((part) => part.kind === 'tool-result');
  const said = message.content.filter((part) => part.kind !== 'tool-result');
  const items = results.map((result) => encodeResult(result, custom.has(result.callId)));
  if (said.length > 0 || message.content.length === 0) items.push(encodeMessage(message, said));
  return items;
}

function encodeMessage({ role, extensions }: CanonicalMessage, content: readonly ContentPart[]): JsonObject {
  return {
    type: 'message',
    role: role === 'tool' ? 'user' : role,
    content: encodeContent(content),
    ...extensions?.['openai-responses'],
  };
}

function encodeResult({ callId, content, extensions }: PartOf<'tool-result'>, isCustom: boolean): JsonObject {
  return {
    type: isCustom ? 'custom_tool_call_output' : 'function_call_output',
    call_id: callId,
    output: encodeContent(content),
    ...extensions?.['openai-responses'],
  };
}
