import { isJsonObject, type JsonObject, type JsonValue } from '../../../kernel/json.js';
import { outputTokens, tokenCount, type TokenUsage, withExtras } from '../../../kernel/token-usage.js';

/** What only Anthropic counts or says beside the tokens. */
const DETAILS = ['cache_creation', 'server_tool_use', 'service_tier', 'inference_geo', 'speed'] as const;

/**
 * `usage` as disjoint classes. Here input_tokens are without the cached ones; output_tokens include thinking, which newer
 * models count in output_tokens_details.thinking_tokens. What is written to the cache for an hour costs more than for five
 * minutes (https://platform.claude.com/docs/en/build-with-claude/prompt-caching#pricing), and searches cost apart.
 */
export function readUsage(usage: JsonObject): TokenUsage {
  const output = tokenCount(usage['output_tokens']);
  const reasoning = Math.min(output, countIn(usage['output_tokens_details'], 'thinking_tokens'));
  const cacheWrite = tokenCount(usage['cache_creation_input_tokens']);
  const counted: TokenUsage = {
    inputUncached: tokenCount(usage['input_tokens']),
    cacheRead: tokenCount(usage['cache_read_input_tokens']),
    cacheWrite,
    inputAudio: 0,
    output: output - reasoning,
    reasoning,
    outputAudio: 0,
    source: 'provider',
  };
  return withExtras(counted, {
    cacheWrite1h: Math.min(cacheWrite, countIn(usage['cache_creation'], 'ephemeral_1h_input_tokens')),
    searches: countIn(usage['server_tool_use'], 'web_search_requests'),
  });
}

function countIn(details: JsonValue | undefined, name: string): number {
  return isJsonObject(details) ? tokenCount(details[name]) : 0;
}

/** @param raw the usage in the vendor's own words; of Anthropic's, what it alone says is passed on */
export function writeUsage(usage: TokenUsage, raw: JsonObject | undefined): JsonObject {
  const own = raw && isAnthropics(raw) ? raw : {};
  const details = DETAILS.filter((name) => own[name] !== undefined).map((name) => [name, own[name]] as const);
  return {
    input_tokens: usage.inputUncached + usage.inputAudio,
    cache_creation_input_tokens: usage.cacheWrite,
    cache_read_input_tokens: usage.cacheRead,
    output_tokens: outputTokens(usage),
    ...(usage.reasoning > 0 ? { output_tokens_details: { thinking_tokens: usage.reasoning } } : {}),
    ...Object.fromEntries(details),
  };
}

/** Responses counts `input_tokens` too, with a total; others have a `service_tier` with other words (Mistral, Groq). */
function isAnthropics(raw: JsonObject): boolean {
  return raw['input_tokens'] !== undefined && raw['total_tokens'] === undefined;
}

/**
 * message_start says the input and a first guess of the output; message_delta repeats all of it as running totals, so the
 * later word replaces the earlier one and nothing is added. Older servers repeat only the output.
 */
export function laterUsage(earlier: JsonObject, later: JsonObject): JsonObject {
  return { ...earlier, ...Object.fromEntries(Object.entries(later).filter(([, value]) => value !== null)) };
}
