import type { DatedPrice, Price } from './price.js';

const DAY_MS = 86_400_000;

/** Of several prices the last one that holds. @param at milliseconds since the epoch */
export function priceInForce(prices: readonly DatedPrice[], at: number): Price | null {
  return prices.findLast(({ from, hours }) => (from === null || at >= from) && isWithin(hours, at))?.price ?? null;
}

function isWithin(hours: DatedPrice['hours'], at: number): boolean {
  if (hours === null) return true;
  const [start, end] = hours;
  const second = (at % DAY_MS) / 1000;
  return start <= end ? second >= start && second < end : second >= start || second < end;
}
