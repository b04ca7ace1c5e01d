import type { ObservedAttempt } from './observed-request.js';

/** How one try at a target ended, as log line and record tell it. */
export interface ToldTry {
  readonly provider: string;
  readonly model: string;
  readonly outcome: string;
  readonly error: string | undefined;
  readonly ms: number;
}

/** `undefined` where there was one: what became of it is what became of its request. */
export function toldTries(trace: readonly ObservedAttempt[]): readonly ToldTry[] | undefined {
  return trace.length > 1 ? trace.map(tryOf) : undefined;
}

function tryOf({ provider, model, outcome, error, milliseconds }: ObservedAttempt): ToldTry {
  return { provider, model, outcome, error: error?.code, ms: Math.round(milliseconds * 100) / 100 };
}
