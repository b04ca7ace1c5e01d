import type { KeptAnswer } from './kept-answer.js';

/** Where answers are kept. Never rejects and never throws: a store that is away has nothing. */
export interface AnswerStore {
  get(key: string): KeptAnswer | null | Promise<KeptAnswer | null>;
  put(key: string, answer: KeptAnswer, ttlMs: number): void;
}

/** Told what happens in a store. */
export interface StoreMeter {
  /** An answer had to go before its time. */
  evicted(): void;
  /** Bytes that this process holds. */
  holds(bytes: number): void;
  /** Redis was asked and did not answer as it should. */
  failed(): void;
}
