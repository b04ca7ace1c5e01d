import type { JsonObject } from '../../../kernel/json.js';
import { inputTokens, outputTokens, tokenCount, type TokenUsage } from '../../../kernel/token-usage.js';

const COUNTERS = [
  'total_duration',
  'load_duration',
  'prompt_eval_count',
  'prompt_eval_duration',
  'eval_count',
  'eval_duration',
] as const;

/** The counts of the last line. Ollama omits zeros: no prompt_eval_count means a prompt that was cached whole. */
export function readOllamaUsage(line: JsonObject): TokenUsage {
  return {
    inputUncached: tokenCount(line['prompt_eval_count']),
    cacheRead: 0,
    cacheWrite: 0,
    inputAudio: 0,
    output: tokenCount(line['eval_count']),
    reasoning: 0,
    outputAudio: 0,
    source: 'provider',
  };
}

/** Counts and durations (nanoseconds) as the vendor said them. */
export function readCounters(line: JsonObject): JsonObject {
  return Object.fromEntries(COUNTERS.filter((name) => line[name] !== undefined).map((name) => [name, line[name]]));
}

/** @param raw the counters of an answer that came from Ollama itself; durations are its alone */
export function writeOllamaUsage(usage: TokenUsage, raw: JsonObject | undefined): JsonObject {
  return { ...(raw && readCounters(raw)), prompt_eval_count: inputTokens(usage), eval_count: outputTokens(usage) };
}
