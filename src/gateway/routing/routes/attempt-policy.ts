import type { Config } from '../../../config/config.js';
import type { RouteDefinition } from '../../../state/definition/route.definition.js';
import type { AttemptPolicy } from '../../providers/target-choice.js';

/** For models that no route names: one target, asked once more at most. */
export function defaultPolicy({
  connectTimeoutMs,
  firstByteTimeoutMs,
  idleTimeoutMs,
}: Config['upstream']): AttemptPolicy {
  return {
    retry: { attempts: 2, backoffMs: 200, longestWaitMs: 5000 },
    timeouts: { connectMs: connectTimeoutMs, firstTokenMs: firstByteTimeoutMs, idleMs: idleTimeoutMs, totalMs: null },
    hedge: null,
  };
}

/** What the route says, and the environment where it says nothing. */
export function policyOf(
  { retry, timeouts, hedge }: RouteDefinition,
  { timeouts: usual }: AttemptPolicy,
): AttemptPolicy {
  return {
    retry: { attempts: retry.attempts, backoffMs: retry.backoff, longestWaitMs: retry.longestWait },
    timeouts: {
      connectMs: timeouts.connect ?? usual.connectMs,
      firstTokenMs: timeouts.firstToken ?? usual.firstTokenMs,
      idleMs: timeouts.idle ?? usual.idleMs,
      totalMs: timeouts.total ?? usual.totalMs,
    },
    hedge: hedge === undefined ? null : { afterMs: hedge.after, share: hedge.budget },
  };
}
