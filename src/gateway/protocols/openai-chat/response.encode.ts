import type { JsonObject } from '../../../kernel/json.js';
import { type AnswerChoice, type AnswerPart, collectAnswer } from '../canonical/answer.js';
import type { AnswerEvent, PartHead } from '../canonical/event.js';
import type { EncoderContext } from '../codec.js';
import { encodeLogprobs } from '../canonical/token-logprobs.js';
import { encodeFinishReason } from './stop-reason.js';
import { writeChatUsage } from './usage.js';

/** A `chat.completion` object. */
export function encodeResponse(events: readonly AnswerEvent[], context: EncoderContext): JsonObject {
  const answer = collectAnswer(events);
  const legacyFunctions = context.request?.extensions?.['openai-chat']?.['functions'] === true;
  return {
    id: answer.id ?? context.id,
    object: 'chat.completion',
    created: answer.created ?? context.created,
    model: context.model,
    choices: answer.choices.map((choice) => encodeChoice(choice, { legacyFunctions })),
    ...(answer.usage ? { usage: writeChatUsage(answer.usage) } : {}),
    ...answer.extensions?.['openai-chat'],
  };
}

function encodeChoice(choice: AnswerChoice, options: { legacyFunctions: boolean }): JsonObject {
  return {
    index: choice.choice,
    message: encodeMessage(choice, options),
    logprobs: encodeScores(choice.parts),
    finish_reason: encodeFinishReason(choice.reason.unified, options),
    ...choice.finishExtensions?.['openai-chat'],
  };
}

function encodeMessage(choice: AnswerChoice, options: { legacyFunctions: boolean }): JsonObject {
  const calls = choice.parts.flatMap(encodeCall);
  const [first] = calls;
  const reasoning = textOf(choice.parts, 'reasoning');
  const refusal = textOf(choice.parts, 'refusal');
  return {
    role: 'assistant',
    // Nothing said is an empty text; `null` says that something else took its place.
    content: textOf(choice.parts, 'text') ?? (first || refusal !== null ? null : ''),
    refusal,
    ...(reasoning === null ? {} : { reasoning_content: reasoning }),
    ...(first && options.legacyFunctions ? { function_call: first['function'] } : {}),
    ...(first && !options.legacyFunctions ? { tool_calls: calls } : {}),
    ...choice.extensions?.['openai-chat'],
  };
}

function textOf(parts: readonly AnswerPart[], kind: PartHead['kind']): string | null {
  const texts = parts.filter((part) => part.head.kind === kind).map((part) => part.text);
  return texts.length === 0 ? null : texts.join('');
}

function encodeCall({ head, text }: AnswerPart): JsonObject[] {
  if (head.kind !== 'tool-call') return [];
  const { id, name } = head;
  return head.extensions?.['openai-chat']?.['type'] === 'custom'
    ? [{ id, type: 'custom', custom: { name, input: text } }]
    : [{ id, type: 'function', function: { name, arguments: text } }];
}

function encodeScores(parts: readonly AnswerPart[]): JsonObject | null {
  const of = (kind: PartHead['kind']) => {
    const logprobs = parts.filter((part) => part.head.kind === kind).flatMap((part) => part.logprobs ?? []);
    return logprobs.length === 0 ? null : encodeLogprobs(logprobs);
  };
  const content = of('text');
  const refusal = of('refusal');
  return content || refusal ? { content, refusal } : null;
}
