import type { EntityManager } from 'typeorm';
import { ADVISORY_LOCKS } from '../database/advisory-locks.js';
import type { Database } from '../database/database.js';
import { rows } from '../database/rows.js';
import { type Clock, systemClock } from '../kernel/clock.js';
import { GatewayError } from '../kernel/errors.js';
import { CONTROL_EVENTS_CHANNEL, type ControlEventFeed } from './control-event-feed.js';
import { type ControlEvent, type ControlEventBody, parseEventBody } from './control-event.js';
import { type EventRow, toControlEvent } from './event-row.js';
import type { Projection } from './projection.js';

/** Events held in memory at a time during a replay. */
const REPLAY_BATCH = 500;

export interface AppendContext {
  /** Id of the acting user, or `anonymous`. */
  readonly actor: string;
  readonly requestId: string | null;
}

/**
 * Every change of the control plane is an event, appended with optimistic concurrency and projected in the same
 * transaction. An advisory lock makes appends line up, so that positions become visible in their order and a reader by
 * position never passes over a late committer; the control plane changes rarely enough for that.
 */
export class EventStore {
  constructor(
    private readonly database: Database,
    private readonly feed: ControlEventFeed,
    private readonly projections: readonly Projection[],
    private readonly clock: Clock = systemClock,
  ) {}

  /**
   * Appends where the stream stands at `expectedVersion` (0: it does not exist). Throws GatewayError('conflict') where
   * it has moved on. To append to several streams at once, give the manager of `transaction()`.
   */
  append(
    stream: string,
    expectedVersion: number,
    events: readonly ControlEventBody[],
    context: AppendContext,
    manager?: EntityManager,
  ): Promise<ControlEvent[]> {
    const work = (inside: EntityManager) => this.#append(stream, expectedVersion, events, context, inside);
    return manager ? work(manager) : this.transaction(work);
  }

  /** What is appended inside becomes visible together, and is announced after the commit. */
  async transaction<Result>(work: (manager: EntityManager) => Promise<Result>): Promise<Result> {
    const result = await this.database.transaction(work);
    // A revocation that was answered is in force on this node.
    await this.feed.catchUp();
    return result;
  }

  /** How many events the stream has; 0 when it does not exist. */
  async version(stream: string, manager: EntityManager): Promise<number> {
    const [row] = await rows<{ version: number }>(
      manager,
      'SELECT coalesce(max(version), 0) AS version FROM control_events WHERE stream = $1',
      [stream],
    );
    return row?.version ?? 0;
  }

  /** Empties the projected tables and fills them again from the events, in one transaction that holds appends off. */
  async rebuild(): Promise<void> {
    await this.database.transaction(async (manager) => {
      await lockAppends(manager);
      // Whoever rebuilds has time; what stands in the way is only the pool's limit for ordinary statements.
      await manager.query('SET LOCAL statement_timeout = 0');
      const tables = this.projections.flatMap((projection) => projection.tables);
      await manager.query(`TRUNCATE ${tables.join(', ')}`);
      for await (const event of this.#replay(manager)) await this.#project(event, manager);
    });
  }

  async #append(
    stream: string,
    expectedVersion: number,
    events: readonly ControlEventBody[],
    context: AppendContext,
    manager: EntityManager,
  ): Promise<ControlEvent[]> {
    await lockAppends(manager);
    if ((await this.version(stream, manager)) !== expectedVersion) throw new GatewayError('conflict');
    const appended: ControlEvent[] = [];
    for (const [index, body] of events.entries()) {
      const event = await this.#insert(stream, expectedVersion + index + 1, body, context, manager);
      await this.#project(event, manager);
      appended.push(event);
    }
    if (this.database.kind === 'postgres')
      await manager.query('SELECT pg_notify($1, $2)', [CONTROL_EVENTS_CHANNEL, '']);
    return appended;
  }

  async #insert(
    stream: string,
    version: number,
    body: ControlEventBody,
    { actor, requestId }: AppendContext,
    manager: EntityManager,
  ): Promise<ControlEvent> {
    const { type, data } = parseEventBody(body.type, body.data);
    const inserted = await rows<EventRow>(
      manager,
      `INSERT INTO control_events (stream, version, type, data, actor, request_id, occurred_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING *`,
      [stream, version, type, JSON.stringify(data), actor, requestId, new Date(this.clock.now())],
    );
    const [event] = inserted.map(toControlEvent);
    if (!event) throw new Error('INSERT ... RETURNING returned no row.');
    return event;
  }

  async #project(event: ControlEvent, manager: EntityManager): Promise<void> {
    for (const projection of this.projections) await projection.apply(event, manager);
  }

  async *#replay(manager: EntityManager): AsyncGenerator<ControlEvent> {
    let position = 0n;
    for (;;) {
      const batch = await rows<EventRow>(
        manager,
        'SELECT * FROM control_events WHERE position > $1 ORDER BY position LIMIT $2',
        [position.toString(), REPLAY_BATCH],
      );
      if (batch.length === 0) return;
      for (const row of batch) {
        const event = toControlEvent(row);
        position = event.position;
        yield event;
      }
    }
  }
}

async function lockAppends(manager: EntityManager): Promise<void> {
  await manager.query('SELECT pg_advisory_xact_lock($1)', [ADVISORY_LOCKS.controlEvents]);
}
