import { assertNever } from '../../../kernel/assert-never.js';
import type { JsonValue } from '../../../kernel/json.js';
import type { StopReason, UnifiedStopReason } from '../canonical/event.js';

/** Candidate.finishReason of both APIs. A broken call is a failure, never `tool_calls`: there is nothing to run. */
const UNIFIED: ReadonlyMap<string, UnifiedStopReason> = new Map([
  ['STOP', 'stop'],
  ['MAX_TOKENS', 'length'],
  ['SAFETY', 'content_filter'],
  ['RECITATION', 'content_filter'],
  ['LANGUAGE', 'content_filter'],
  ['BLOCKLIST', 'content_filter'],
  ['PROHIBITED_CONTENT', 'content_filter'],
  ['SPII', 'content_filter'],
  ['MODEL_ARMOR', 'content_filter'],
  ['IMAGE_SAFETY', 'content_filter'],
  ['IMAGE_PROHIBITED_CONTENT', 'content_filter'],
  ['IMAGE_RECITATION', 'content_filter'],
  ['IMAGE_OTHER', 'error'],
  ['NO_IMAGE', 'error'],
  ['MALFORMED_FUNCTION_CALL', 'error'],
  ['UNEXPECTED_TOOL_CALL', 'error'],
  ['TOO_MANY_TOOL_CALLS', 'error'],
  ['MISSING_THOUGHT_SIGNATURE', 'error'],
  ['MALFORMED_RESPONSE', 'error'],
  ['OTHER', 'error'],
]);

/** The first five are the same in both APIs where enums come as numbers (`$alt=json;enum-encoding=int`). */
const BY_NUMBER = ['FINISH_REASON_UNSPECIFIED', 'STOP', 'MAX_TOKENS', 'SAFETY', 'RECITATION', 'OTHER'] as const;

/** The word for it; `undefined` where the candidate has not finished. */
export function finishReasonOf(said: JsonValue | undefined): string | undefined {
  const word = typeof said === 'number' ? (BY_NUMBER[said] ?? String(said)) : said;
  return typeof word === 'string' && word !== '' && word !== 'FINISH_REASON_UNSPECIFIED' ? word : undefined;
}

/** `STOP` is what Gemini says after calls too; a call cut by the token limit stays `length`. Unknown words are ends. */
export function decodeFinishReason(said: string, seen: { readonly toolCalls: boolean }): StopReason {
  const unified = UNIFIED.get(said) ?? 'stop';
  return { unified: unified === 'stop' && seen.toolCalls ? 'tool_calls' : unified, raw: said };
}

/** What Gemini said itself, or its nearest word. */
export function encodeFinishReason({ unified, raw }: StopReason): string {
  if (raw !== null && UNIFIED.has(raw)) return raw;
  switch (unified) {
    case 'stop':
    case 'stop_sequence':
    case 'tool_calls':
    case 'pause':
      return 'STOP';
    case 'length':
      return 'MAX_TOKENS';
    case 'content_filter':
    case 'refusal':
      return 'SAFETY';
    case 'error':
      return 'OTHER';
    default:
      return assertNever(unified);
  }
}
