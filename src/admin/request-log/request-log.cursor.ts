import { GatewayError } from '../../kernel/errors.js';

/** The last entry of a page. */
export interface RequestLogPlace {
  /** ISO 8601 with microseconds. */
  readonly startedAt: string;
  readonly requestId: string;
}

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z$/;

export function encodePlace({ startedAt, requestId }: RequestLogPlace): string {
  return Buffer.from(`${startedAt} ${requestId}`).toString('base64url');
}

/** Throws GatewayError (invalid_field) for what `encodePlace` did not make. */
export function decodePlace(cursor: string): RequestLogPlace {
  const text = Buffer.from(cursor, 'base64url').toString();
  const startedAt = text.slice(0, 27);
  const isPlace = INSTANT.test(startedAt) && !Number.isNaN(Date.parse(startedAt)) && !text.includes('\0');
  if (isPlace && text[27] === ' ') return { startedAt, requestId: text.slice(28) };
  throw new GatewayError('invalid_field', { param: 'cursor', reason: 'it is not one that was answered here' });
}
