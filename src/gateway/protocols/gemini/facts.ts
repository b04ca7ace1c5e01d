import { isJsonObject, type JsonObject, type JsonValue } from '../../../kernel/json.js';
import type { TokenUsage } from '../../../kernel/token-usage.js';
import type { AnswerFacts } from '../tap.js';
import { finishReasonOf } from './stop-reason.js';
import { readGeminiUsage, saysTokens } from './usage.js';

/** The totals in one GenerateContentResponse; `null` where it says none. */
export function usageIn({ usageMetadata }: JsonObject): TokenUsage | null {
  return isJsonObject(usageMetadata) && saysTokens(usageMetadata) ? readGeminiUsage(usageMetadata) : null;
}

/** Puts how one GenerateContentResponse ends the answer, if it does, into the facts. */
export function noteEnd(facts: AnswerFacts, { candidates, promptFeedback, error }: JsonObject): void {
  const reason = firstReason(candidates) ?? blockReason(promptFeedback);
  if (reason !== undefined) {
    facts.stopReason = reason;
    facts.complete = true;
  }
  if (error !== undefined && error !== null) {
    facts.streamError = messageOf(error);
    facts.complete = true;
  }
}

function firstReason(candidates: JsonValue | undefined): string | undefined {
  if (!Array.isArray(candidates)) return undefined;
  for (const candidate of candidates) {
    const reason = isJsonObject(candidate) ? finishReasonOf(candidate['finishReason']) : undefined;
    if (reason !== undefined) return reason;
  }
  return undefined;
}

function blockReason(feedback: JsonValue | undefined): string | undefined {
  const reason = isJsonObject(feedback) ? feedback['blockReason'] : undefined;
  return typeof reason === 'string' ? reason : undefined;
}

function messageOf(error: JsonValue): string {
  if (typeof error === 'string') return error;
  return isJsonObject(error) && typeof error['message'] === 'string' ? error['message'] : 'error in the stream';
}
