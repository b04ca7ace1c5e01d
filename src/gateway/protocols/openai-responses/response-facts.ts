import { isJsonObject, type JsonObject } from '../../../kernel/json.js';
import type { AnswerFacts } from '../tap.js';
import { decodeEnding } from './stop-reason.js';
import { readResponsesUsage } from './usage.js';

const USAGE = Buffer.from('"usage":');
/** A usage object is far shorter; more is something else of that name. */
const USAGE_BYTES = 2048;

/**
 * The usage of a completed response, looked for from its end: it is written behind the output, and an answer of a
 * megabyte need not be parsed to learn its last hundred bytes. (Inside of strings the quotes of the name are escaped, so
 * it cannot be mistaken.) `null` where it takes a parser to be sure.
 */
export function usageNearEnd(response: Buffer): JsonObject | null {
  const at = response.lastIndexOf(USAGE);
  if (at === -1) return null;
  const from = at + USAGE.length;
  const usage = parseBalanced(response.toString('latin1', from, from + USAGE_BYTES));
  return typeof usage?.['input_tokens'] === 'number' ? usage : null;
}

/** What a parsed response says of itself. */
export function noteResponse(facts: AnswerFacts, response: JsonObject): void {
  const { status, usage, error } = response;
  if (isJsonObject(usage)) facts.usage = readResponsesUsage(usage);
  if (status === 'failed' || isJsonObject(error)) facts.streamError ??= errorText(error);
  facts.stopReason = isJsonObject(response['incomplete_details'])
    ? decodeEnding(response, { toolCalls: false, refusal: false }).raw
    : typeof status === 'string'
      ? status
      : null;
}

export function errorText(error: unknown): string {
  if (typeof error === 'string') return error;
  return isJsonObject(error) && typeof error['message'] === 'string' ? error['message'] : 'the response failed';
}

export function parseObject(text: string): JsonObject | null {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : null;
  } catch {
    return null;
  }
}

/** The object that the text begins with; numbers and nested details only, so braces need no string awareness. */
function parseBalanced(text: string): JsonObject | null {
  const start = text.indexOf('{');
  if (start === -1 || text.slice(0, start).trim() !== '') return null;
  let depth = 0;
  for (let at = start; at < text.length; at += 1) {
    if (text[at] === '{') depth += 1;
    else if (text[at] === '}') depth -= 1;
    if (depth === 0) return parseObject(text.slice(start, at + 1));
  }
  return null;
}
