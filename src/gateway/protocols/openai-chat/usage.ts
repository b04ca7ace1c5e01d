import { isJsonObject, type JsonObject } from '../../../kernel/json.js';
import { inputTokens, outputTokens, tokenCount, type TokenUsage, totalTokens } from '../../../kernel/token-usage.js';

/**
 * `usage` of a Chat Completions answer as disjoint classes. Here prompt_tokens include cached ones and
 * completion_tokens include reasoning, so the details are taken out of them; the sums stay what the vendor said.
 */
export function readChatUsage(usage: JsonObject): TokenUsage {
  const inputDetails = details(usage, 'prompt_tokens_details');
  const outputDetails = details(usage, 'completion_tokens_details');
  const prompt = count(usage, 'prompt_tokens');
  let completion = count(usage, 'completion_tokens');
  // Perplexity and SGLang name it beside the details.
  const thought = count(outputDetails, 'reasoning_tokens') || count(usage, 'reasoning_tokens');
  // xAI counts reasoning beside completion_tokens, and only the total shows it.
  if (thought > 0 && count(usage, 'total_tokens') === prompt + completion + thought) completion += thought;

  // Taken out in turn and never below zero: vendors' details do not always fit into their own sums.
  const input = splitter(prompt);
  const cacheRead = input(
    // DeepSeek, Together and Moonshot name it beside the details.
    count(inputDetails, 'cached_tokens') || count(usage, 'prompt_cache_hit_tokens') || count(usage, 'cached_tokens'),
  );
  const cacheWrite = input(count(inputDetails, 'cache_write_tokens'));
  const inputAudio = input(count(inputDetails, 'audio_tokens'));
  const output = splitter(completion);
  const reasoning = output(thought);
  const outputAudio = output(count(outputDetails, 'audio_tokens'));
  return {
    inputUncached: prompt - cacheRead - cacheWrite - inputAudio,
    cacheRead,
    cacheWrite,
    inputAudio,
    output: completion - reasoning - outputAudio,
    reasoning,
    outputAudio,
    source: 'provider',
  };
}

/** The usage that a chunk or a whole answer says, if any. Groq says it as `x_groq.usage` where nobody asked. */
export function usageIn(said: JsonObject): JsonObject | undefined {
  const { usage, x_groq: more } = said;
  if (isJsonObject(usage)) return usage;
  return isJsonObject(more) && isJsonObject(more['usage']) ? more['usage'] : undefined;
}

export function writeChatUsage(usage: TokenUsage): JsonObject {
  return {
    prompt_tokens: inputTokens(usage),
    completion_tokens: outputTokens(usage),
    total_tokens: totalTokens(usage),
    prompt_tokens_details: {
      cached_tokens: usage.cacheRead,
      audio_tokens: usage.inputAudio,
      ...(usage.cacheWrite > 0 ? { cache_write_tokens: usage.cacheWrite } : {}),
    },
    completion_tokens_details: { reasoning_tokens: usage.reasoning, audio_tokens: usage.outputAudio },
  };
}

function splitter(sum: number): (wanted: number) => number {
  let left = sum;
  return (wanted) => {
    const taken = Math.min(wanted, left);
    left -= taken;
    return taken;
  };
}

function details(usage: JsonObject, key: string): JsonObject {
  const value = usage[key];
  return isJsonObject(value) ? value : {};
}

function count(fields: JsonObject, key: string): number {
  return tokenCount(fields[key]);
}
