/**
 * Tokens of one answer in disjoint classes: no token is counted twice, so the total is the plain sum.
 * Vendors overlap them differently (shared notes: OpenAI's prompt_tokens include cached ones, Anthropic's do not);
 * codecs resolve that once, at decode.
 */
export interface TokenUsage {
  inputUncached: number;
  cacheRead: number;
  cacheWrite: number;
  inputAudio: number;
  /** Visible output, without reasoning and audio. */
  output: number;
  reasoning: number;
  outputAudio: number;
  /** Parts of the classes above that vendors price apart, and what they bill beside tokens; left out where there are none. */
  /** Of `cacheWrite`: kept for an hour. */
  cacheWrite1h?: number;
  /** Of `inputUncached`. */
  inputImage?: number;
  /** Of `output`. */
  outputImage?: number;
  /** Searches of the web that the vendor made. */
  searches?: number;
  /** Milliseconds of sound, where it is billed by its length. */
  audioMs?: number;
  /** `estimated` when the vendor did not say (cut streams, servers without usage). */
  source: 'provider' | 'estimated';
}

export function noUsage(source: TokenUsage['source'] = 'estimated'): TokenUsage {
  return {
    inputUncached: 0,
    cacheRead: 0,
    cacheWrite: 0,
    inputAudio: 0,
    output: 0,
    reasoning: 0,
    outputAudio: 0,
    source,
  };
}

export function inputTokens(usage: TokenUsage): number {
  return usage.inputUncached + usage.cacheRead + usage.cacheWrite + usage.inputAudio;
}

export function outputTokens(usage: TokenUsage): number {
  return usage.output + usage.reasoning + usage.outputAudio;
}

export function totalTokens(usage: TokenUsage): number {
  return inputTokens(usage) + outputTokens(usage);
}
