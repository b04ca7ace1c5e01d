import type { TokenUsage } from '../../kernel/token-usage.js';

/** An answer as its client saw it. */
export interface KeptAnswer {
  readonly kind: 'whole' | 'stream';
  /** `null` where it is what the client's dialect always says. */
  readonly contentType: string | null;
  readonly provider: string;
  readonly model: string;
  /** What was said about it in headers, as a flat list: what was lost on the way. */
  readonly headers: readonly string[];
  readonly stopReason: string | null;
  readonly usage: TokenUsage | null;
  /** Wall clock, milliseconds since the epoch. */
  readonly keptAt: number;
  /** The body, or whole frames. */
  readonly blocks: readonly Buffer[];
}

/** What the map, the key and the head of an entry take, roughly. */
const ENTRY_BYTES = 1024;

export function sizeOf({ blocks }: KeptAnswer): number {
  return blocks.reduce((sum, block) => sum + block.length, ENTRY_BYTES);
}

/** Since the answer was given, in whole seconds. Clocks of two nodes may differ. */
export function ageSeconds({ keptAt }: KeptAnswer, now: number): number {
  return Math.max(0, Math.floor((now - keptAt) / 1000));
}
