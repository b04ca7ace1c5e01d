import { isJsonObject, type JsonObject, type JsonValue } from '../../../kernel/json.js';
import { tokenCount, type TokenUsage, withExtras } from '../../../kernel/token-usage.js';

/**
 * Converse's `usage`. Its classes are disjoint already: `inputTokens` leaves out what was read from the cache or written
 * to it, and `totalTokens` is the sum of all four. Reasoning is counted as output and not told apart.
 */
export function readConverseUsage(usage: JsonObject): TokenUsage {
  const cacheWrite = tokenCount(usage['cacheWriteInputTokens']) || writtenFor(usage['cacheDetails'], null);
  const counted: TokenUsage = {
    inputUncached: tokenCount(usage['inputTokens']),
    cacheRead: tokenCount(usage['cacheReadInputTokens']),
    cacheWrite,
    inputAudio: 0,
    output: tokenCount(usage['outputTokens']),
    reasoning: 0,
    outputAudio: 0,
    source: 'provider',
  };
  return withExtras(counted, { cacheWrite1h: Math.min(cacheWrite, writtenFor(usage['cacheDetails'], '1h')) });
}

/** `[{"ttl": "5m", "inputTokens": 10}, …]`: the same tokens by how long they are kept; `null` counts all. */
function writtenFor(details: JsonValue | undefined, ttl: string | null): number {
  if (!Array.isArray(details)) return 0;
  return details
    .filter(isJsonObject)
    .filter((detail) => ttl === null || detail['ttl'] === ttl)
    .reduce((sum, detail) => sum + tokenCount(detail['inputTokens']), 0);
}
