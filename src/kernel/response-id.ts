import { randomHex } from './ids.js';

/**
 * Ids of answers that the gateway itself keeps: `resp_gw`, 11 hex digits of the milliseconds of its birth, 24 random ones.
 * Items of such an answer repeat what stands behind `resp_`: `msg_gw…_0`. Vendors' ids never look so.
 */
const RESPONSE_ID = /^resp_(gw[0-9a-f]{35})$/;
const ITEM_ID = /^[a-z]+_(gw[0-9a-f]{35})(?:_|$)/;
const PREFIX = 'resp_gw';
const TIME_DIGITS = 11;

/** @param now milliseconds since the epoch */
export function newResponseId(now: number): string {
  return PREFIX + now.toString(16).padStart(TIME_DIGITS, '0') + randomHex();
}

export function isGatewayResponseId(id: string): boolean {
  return RESPONSE_ID.test(id);
}

/** Milliseconds since the epoch, as the id itself says: a hint, for clients can write one. */
export function birthOfResponse(id: string): number {
  return Number.parseInt(id.slice(PREFIX.length, PREFIX.length + TIME_DIGITS), 16);
}

/** The answer that an item belongs to; `undefined` for items that no answer of the gateway's holds. */
export function responseIdOfItem(itemId: string): string | undefined {
  const unique = ITEM_ID.exec(itemId)?.[1];
  return unique && `resp_${unique}`;
}
