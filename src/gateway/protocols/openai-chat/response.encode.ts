import { isJsonObject, type JsonObject } from '../../../kernel/json.js';
import { type AnswerChoice, type AnswerPart, collectAnswer } from '../canonical/answer.js';
import type { AnswerEvent, PartHead } from '../canonical/event.js';
import type { EncoderContext } from '../codec.js';
import { encodeLogprobs } from '../canonical/token-logprobs.js';
import { encodeAnnotation } from './annotations.js';
import { encodeExtraContent } from './extra-content.js';
import { encodeImage, isImage } from './images.js';
import { encodeDetail, signedKind } from './reasoning-details.encode.js';
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
  const images = choice.media.filter(isImage).map(encodeImage);
  const { details, annotations } = encodeSpans(choice.parts);
  return {
    role: 'assistant',
    // Nothing said is an empty text; `null` says that something else took its place.
    content: textOf(choice.parts, 'text') ?? (first || refusal !== null ? null : ''),
    refusal,
    ...(reasoning === null ? {} : { reasoning_content: reasoning }),
    ...(details.length === 0 ? {} : { reasoning_details: details }),
    ...(annotations.length === 0 ? {} : { annotations }),
    ...(images.length === 0 ? {} : { images }),
    ...(first && options.legacyFunctions ? { function_call: legacyCall(first) } : {}),
    ...(first && !options.legacyFunctions ? { tool_calls: calls } : {}),
    ...choice.extensions?.['openai-chat'],
  };
}

/** What is said about pieces of the joined texts: signatures and citations. */
function encodeSpans(parts: readonly AnswerPart[]): { details: JsonObject[]; annotations: JsonObject[] } {
  const details: JsonObject[] = [];
  const annotations: JsonObject[] = [];
  const joined = { text: 0, reasoning: 0 };
  for (const { head, text, signature, citations = [] } of parts) {
    if (head.kind !== 'text' && head.kind !== 'reasoning') continue;
    const start = joined[head.kind];
    const span = { start, end: start + text.length };
    joined[head.kind] = span.end;
    const kind = signedKind(head);
    if (signature && kind) details.push(encodeDetail({ kind, signature, index: details.length, span }));
    for (const citation of citations) {
      if (citation.kind === 'url') annotations.push(encodeAnnotation(citation, span));
    }
  }
  return { details, annotations };
}

/** Of several calls there was room for one. */
function legacyCall({ function: called, extra_content: content }: JsonObject): JsonObject {
  return { ...(isJsonObject(called) ? called : {}), ...(content === undefined ? {} : { extra_content: content }) };
}

function textOf(parts: readonly AnswerPart[], kind: PartHead['kind']): string | null {
  const texts = parts.filter(({ head }) => head.kind === kind && !isRedacted(head)).map((part) => part.text);
  return texts.length === 0 ? null : texts.join('');
}

function isRedacted(head: PartHead): boolean {
  return head.kind === 'reasoning' && head.redacted === true;
}

function encodeCall({ head, text, signature }: AnswerPart): JsonObject[] {
  if (head.kind !== 'tool-call') return [];
  const { id, name } = head;
  const signed = signature === undefined ? {} : { extra_content: encodeExtraContent(signature) };
  return head.custom
    ? [{ id, type: 'custom', custom: { name, input: text }, ...signed }]
    : [{ id, type: 'function', function: { name, arguments: text }, ...signed }];
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
