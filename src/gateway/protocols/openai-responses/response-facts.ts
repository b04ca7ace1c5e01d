import { objectAt } from '../../../kernel/json-bytes/object-at.js';
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
  const usage = objectAt(response, at + USAGE.length, USAGE_BYTES);
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
