import type { SnapshotHolder } from '../../state/snapshot.holder.js';
import type { LimitPolicy } from './limit-plan.js';

/** The policy of the snapshot in force: the same object until limits or budgets change. */
export function currentPolicy(state: SnapshotHolder, requestsPerMinute: number): () => LimitPolicy {
  let policy: LimitPolicy | null = null;
  return () => {
    const { limits, budgets } = state.current;
    if (policy === null || policy.limits !== limits || policy.budgets !== budgets) {
      policy = { limits, budgets, requestsPerMinute };
    }
    return policy;
  };
}
