import { repetitionOf } from '../protocols/repetition.js';
import type { CacheAsk } from './cache-ask.js';

/** Hashing a megabyte takes most of a millisecond, in which nothing else is answered. */
const LONGEST_BODY_BYTES = 4 * 1024 * 1024;

/** @param anyRequest requests as well whose answer may differ each time */
export function isCacheable(ask: CacheAsk, anyRequest: boolean): boolean {
  const repetition = repetitionOf(ask.dialect);
  if (repetition === null || ask.resume !== undefined || ask.rawBody.length > LONGEST_BODY_BYTES) return false;
  return (anyRequest || repetition.isRepeatable(ask.body)) && repetition.standsAlone(ask.body);
}
