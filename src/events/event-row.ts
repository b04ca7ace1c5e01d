import { type ControlEvent, parseEventBody } from './control-event.js';

/** A row of control_events as the driver gives it. */
export interface EventRow {
  readonly position: string;
  readonly stream: string;
  readonly version: number;
  readonly type: string;
  readonly data: unknown;
  readonly actor: string;
  readonly request_id: string | null;
  readonly occurred_at: Date;
}

/** Throws when a newer release wrote it or its data is damaged. */
export function toControlEvent(row: EventRow): ControlEvent {
  return {
    ...parseEventBody(row.type, row.data),
    position: BigInt(row.position),
    stream: row.stream,
    version: row.version,
    actor: row.actor,
    requestId: row.request_id,
    occurredAt: row.occurred_at,
  };
}
