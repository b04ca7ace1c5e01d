import type { Deadlines } from './deadlines.js';

/** How long a stream may go on without saying anything. */
export interface StreamPatience {
  /** Of heartbeats and nothing else, milliseconds. */
  readonly heartbeatsMs: number;
  readonly deadlines: Pick<Deadlines, 'now' | 'watch' | 'forget'>;
}

export const ENDLESS: StreamPatience = {
  heartbeatsMs: Infinity,
  deadlines: { now: () => 0, watch: () => undefined, forget: () => undefined },
};

/**
 * All was said, or the vendor has said its error, and the connection stays open without a word. Usage and a terminator
 * follow within moments where they follow at all.
 */
export const LONGEST_LINGERING_MS = 5000;
