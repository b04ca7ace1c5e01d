import { isJsonObject, type JsonObject } from '../../../kernel/json.js';
import {
  inputTokens,
  noUsage,
  outputTokens,
  tokenCount,
  type TokenUsage,
  totalTokens,
} from '../../../kernel/token-usage.js';

/**
 * `usage` of a response as disjoint classes. Here input_tokens include cached ones and output_tokens include reasoning,
 * so the details are taken out of them, never below zero; the sums stay what the vendor said.
 */
export function readResponsesUsage(usage: JsonObject): TokenUsage {
  const input = count(usage, 'input_tokens');
  const output = count(usage, 'output_tokens');
  const inputDetails = details(usage, 'input_tokens_details');
  const cacheRead = Math.min(count(inputDetails, 'cached_tokens'), input);
  const cacheWrite = Math.min(count(inputDetails, 'cache_write_tokens'), input - cacheRead);
  const reasoning = Math.min(count(details(usage, 'output_tokens_details'), 'reasoning_tokens'), output);
  return {
    ...noUsage('provider'),
    inputUncached: input - cacheRead - cacheWrite,
    cacheRead,
    cacheWrite,
    output: output - reasoning,
    reasoning,
  };
}

/** The SDKs' types require both details, zero or not. */
export function writeResponsesUsage(usage: TokenUsage): JsonObject {
  return {
    input_tokens: inputTokens(usage),
    input_tokens_details: { cached_tokens: usage.cacheRead, cache_write_tokens: usage.cacheWrite },
    output_tokens: outputTokens(usage),
    output_tokens_details: { reasoning_tokens: usage.reasoning },
    total_tokens: totalTokens(usage),
  };
}

function details(usage: JsonObject, key: string): JsonObject {
  const value = usage[key];
  return isJsonObject(value) ? value : {};
}

function count(fields: JsonObject, key: string): number {
  return tokenCount(fields[key]);
}
