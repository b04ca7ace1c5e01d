import { createHash } from 'node:crypto';
import { isJsonObject, type JsonObject, type JsonValue } from '../../../kernel/json.js';

/** The last user message, said back. */
export function answerWhole(request: JsonObject): JsonObject {
  const { text, promptTokens } = readRequest(request);
  const words = splitWords(text);
  return {
    id: answerId(request),
    object: 'chat.completion',
    created: 0,
    model: modelOf(request),
    choices: [
      { index: 0, message: { role: 'assistant', content: text, refusal: null }, logprobs: null, finish_reason: 'stop' },
    ],
    usage: usageOf(promptTokens, words.length),
  };
}

/** The same answer as server-sent events, one word each. */
export function* answerStream(request: JsonObject): Generator<string> {
  const { text, promptTokens } = readRequest(request);
  const options = request['stream_options'];
  const wantsUsage = isJsonObject(options) && options['include_usage'] === true;
  const head = { id: answerId(request), object: 'chat.completion.chunk', created: 0, model: modelOf(request) };
  const chunk = (choices: JsonValue[], usage: JsonObject | null = null) =>
    `data: ${JSON.stringify({ ...head, choices, ...(wantsUsage ? { usage } : {}) })}\n\n`;
  const choice = (delta: JsonObject, finishReason: string | null = null) => [
    { index: 0, delta, logprobs: null, finish_reason: finishReason },
  ];

  yield chunk(choice({ role: 'assistant', content: '' }));
  const words = splitWords(text);
  for (const word of words) yield chunk(choice({ content: word }));
  yield chunk(choice({}, 'stop'));
  if (wantsUsage) yield chunk([], usageOf(promptTokens, words.length));
  yield 'data: [DONE]\n\n';
}

function readRequest(request: JsonObject): { text: string; promptTokens: number } {
  const messages = Array.isArray(request['messages']) ? request['messages'].filter(isJsonObject) : [];
  const promptTokens = messages.reduce((sum, message) => sum + splitWords(textOf(message)).length, 0);
  const last = messages.findLast((message) => message['role'] === 'user') ?? messages.at(-1);
  return { text: last ? textOf(last) : '', promptTokens };
}

function textOf(message: JsonObject): string {
  const { content } = message;
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content
    .filter(isJsonObject)
    .map((part) => (typeof part['text'] === 'string' ? part['text'] : `[${String(part['type'])}]`))
    .join(' ');
}

/** Words with the white space that follows them: joined again they are the text. */
function splitWords(text: string): string[] {
  return text.match(/\s*\S+\s*$|\s*\S+\s?/g) ?? [];
}

function modelOf(request: JsonObject): string {
  return typeof request['model'] === 'string' ? request['model'] : 'echo';
}

/** Equal requests get equal ids: the provider is deterministic. */
function answerId(request: JsonObject): string {
  return `chatcmpl-echo-${createHash('sha256').update(JSON.stringify(request['messages'])).digest('hex').slice(0, 16)}`;
}

function usageOf(promptTokens: number, completionTokens: number): JsonObject {
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
  };
}
