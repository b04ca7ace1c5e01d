import type { ObservedAttempt, RouteDecision } from '../../observability/observed-request.js';
import { toldTries } from '../../observability/told-tries.js';

/** What of a request's decisions goes into its record, in the log line's words. */
export interface RouteTrace {
  readonly route?: RouteDecision;
  readonly tries?: ReturnType<typeof toldTries>;
}

/** `null` where the first target was asked and no other: the record's provider, model and status say that already. */
export function routeTraceOf(route: RouteDecision | null, trace: readonly ObservedAttempt[]): RouteTrace | null {
  const tries = toldTries(trace);
  if (tries === undefined && (route === null || isPlain(route))) return null;
  return { route: route ?? undefined, tries };
}

function isPlain({ affinity, skipped }: RouteDecision): boolean {
  return affinity !== 'moved' && Object.keys(skipped).length === 0;
}
