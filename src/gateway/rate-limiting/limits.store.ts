import type { RateLimitSubject, WindowVerdict } from './sliding-window.js';

/**
 * Where windows are kept. `reserve` is atomic: however many nodes and requests ask at once, no more than the limit are
 * admitted in any minute.
 *
 * Windows over tokens, concurrency and budgets join here: one more argument to `reserve` (what is asked for), its
 * reservation in the verdict, and a `settle` that corrects it. Still one call, and one round trip, per request.
 */
export interface LimitsStore<Verdict extends WindowVerdict | Promise<WindowVerdict> | null> {
  reserve(subject: RateLimitSubject): Verdict;
}
