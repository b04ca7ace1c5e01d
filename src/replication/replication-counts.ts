import type { DropReason, Message } from './message.js';
import type { Reception } from './replicated-registers.js';

/** What replication has done so far on this node, for metrics. */
export class ReplicationCounts {
  readonly received = new Map<Message['kind'], number>();
  readonly sent = new Map<Message['kind'], number>();
  readonly dropped = new Map<DropReason | 'unsendable', number>();
  /** What became of registers that others sent. */
  readonly receptions = new Map<Reception, number>();
  /** When this node last knew that it held the same as another; milliseconds, monotonic. `null`: never. */
  agreedAt: number | null = null;

  count<Key>(counts: Map<Key, number>, key: Key): void {
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
}
