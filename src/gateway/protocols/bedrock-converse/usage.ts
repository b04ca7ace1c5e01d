import { isJsonObject, type JsonObject, type JsonValue } from '../../../kernel/json.js';
import type { TokenUsage } from '../../../kernel/token-usage.js';

/**
 * Converse's `usage`. Its classes are disjoint already: `inputTokens` leaves out what was read from the cache or written
 * to it, and `totalTokens` is the sum of all four. Reasoning is counted as output and not told apart.
 */
export function readConverseUsage(usage: JsonObject): TokenUsage {
  return {
    inputUncached: count(usage['inputTokens']),
    cacheRead: count(usage['cacheReadInputTokens']),
    cacheWrite: count(usage['cacheWriteInputTokens']) || writtenByAge(usage['cacheDetails']),
    inputAudio: 0,
    output: count(usage['outputTokens']),
    reasoning: 0,
    outputAudio: 0,
    source: 'provider',
  };
}

/** `[{"ttl": "5m", "inputTokens": 10}, …]`: the same tokens by how long they are kept. */
function writtenByAge(details: JsonValue | undefined): number {
  if (!Array.isArray(details)) return 0;
  return details.filter(isJsonObject).reduce((sum, detail) => sum + count(detail['inputTokens']), 0);
}

function count(value: unknown): number {
  return typeof value === 'number' && value > 0 ? Math.floor(value) : 0;
}
