import type { Database } from '../../../database/database.js';
import type { ControlEventBody } from '../../../events/control-event.js';
import type { ControlEventFeed } from '../../../events/control-event-feed.js';
import { EventStore } from '../../../events/event-store.js';
import { GatewayError } from '../../../kernel/errors.js';

type ThresholdReached = Extract<ControlEventBody, { type: 'BudgetThresholdReached' }>['data'];

/** Injection token of BudgetEvents. */
export const BUDGET_EVENTS = Symbol('BudgetEvents');

/** Appends what happened to a budget, in its own stream. Rejects while the database is away. */
export type BudgetEvents = (data: ThresholdReached) => Promise<void>;

const BY_THE_GATEWAY = { actor: 'gateway', requestId: null };
/** Two nodes meet only where two thresholds are reached at the same moment. */
const ATTEMPTS = 3;

/** The one event that the data plane appends: nothing is projected from it, so it needs no projection. */
export function budgetEvents(database: Database, feed: ControlEventFeed): BudgetEvents {
  const store = new EventStore(database, feed, []);
  return async (data) => {
    for (let attempt = 1; ; attempt++) {
      try {
        await store.transaction(async (manager) => {
          const stream = `budget:${data.budget}`;
          const version = await store.version(stream, manager);
          await store.append(stream, version, [{ type: 'BudgetThresholdReached', data }], BY_THE_GATEWAY, manager);
        });
        return;
      } catch (error) {
        const isConflict = error instanceof GatewayError && error.code === 'conflict';
        if (!isConflict || attempt === ATTEMPTS) throw error;
      }
    }
  };
}
