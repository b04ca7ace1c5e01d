import { isJsonObject, type JsonObject } from '../../../kernel/json.js';
import { outputTokens, type TokenUsage } from '../../../kernel/token-usage.js';

/** What only Anthropic counts or says beside the tokens. */
const DETAILS = ['cache_creation', 'server_tool_use', 'service_tier', 'inference_geo', 'speed'] as const;

/**
 * `usage` as disjoint classes. Here input_tokens are without the cached ones; output_tokens include thinking, which newer
 * models count in output_tokens_details.thinking_tokens.
 */
export function readUsage(usage: JsonObject): TokenUsage {
  const details = usage['output_tokens_details'];
  const output = count(usage['output_tokens']);
  const reasoning = Math.min(output, isJsonObject(details) ? count(details['thinking_tokens']) : 0);
  return {
    inputUncached: count(usage['input_tokens']),
    cacheRead: count(usage['cache_read_input_tokens']),
    cacheWrite: count(usage['cache_creation_input_tokens']),
    inputAudio: 0,
    output: output - reasoning,
    reasoning,
    outputAudio: 0,
    source: 'provider',
  };
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

function count(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? Math.floor(value) : 0;
}
