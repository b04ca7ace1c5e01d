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

/** More than any answer has: seven classes of it still add up in the ledger's 32 bits. */
const MOST_TOKENS = 250_000_000;

/** A vendor's count, whatever it sent: whole, never negative, and of a size that everything behind it can add up. */
export function tokenCount(said: unknown): number {
  return typeof said === 'number' && said > 0 ? Math.min(Math.floor(said), MOST_TOKENS) : 0;
}

const EXTRAS = ['cacheWrite1h', 'inputImage', 'outputImage', 'searches', 'audioMs'] as const;
type Extra = (typeof EXTRAS)[number];

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

/** Parts and extras that a vendor said; what is none is left out, so that usages without any are alike. */
export function withExtras(usage: TokenUsage, extras: Pick<TokenUsage, Extra>): TokenUsage {
  for (const name of EXTRAS) {
    const count = extras[name];
    if (count !== undefined && count > 0) usage[name] = count;
  }
  return usage;
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
