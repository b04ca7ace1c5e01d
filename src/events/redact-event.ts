import { redacted } from '../kernel/secret.js';
import type { ControlEvent } from './control-event.js';

const SECRET_FIELDS = new Set(['passwordHash', 'secretHash', 'tokenHash']);

/** The only form in which an event may leave the process: hashes become their length and a short digest. */
export function redactEvent(event: ControlEvent): ControlEvent {
  const data = Object.fromEntries(
    Object.entries(event.data).map(([field, value]) => [
      field,
      SECRET_FIELDS.has(field) && typeof value === 'string' ? redacted(value) : value,
    ]),
  );
  return { ...event, data } as ControlEvent;
}
