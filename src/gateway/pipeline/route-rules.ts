import type { RouteRules } from '../routing/routed-choice.js';
import type { IngressCall } from './ingress-call.js';

/** The call as it is under its route: what the client did not say, the route may. */
export function underRules(call: IngressCall, { strict, streamError }: RouteRules): IngressCall {
  const becomesStrict = strict && !call.strict;
  const raises = streamError === 'raise' && call.interruption === null;
  if (!becomesStrict && !raises) return call;
  return { ...call, strict: call.strict || strict, interruption: call.interruption ?? streamError };
}
