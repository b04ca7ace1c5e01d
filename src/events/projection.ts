import type { EntityManager } from 'typeorm';
import type { ControlEvent } from './control-event.js';

/** Turns events into the rows of its tables; nothing else writes them. */
export interface Projection {
  readonly name: string;
  /** Emptied before a replay. A table belongs to one projection. */
  readonly tables: readonly string[];
  /** Deterministic: everything comes from the event. Runs in the append's own transaction. */
  apply(event: ControlEvent, manager: EntityManager): Promise<void>;
}
