/**
 * Money is a whole number of billionths of a dollar. Prices per million tokens are whole in it down to a thousandth of a
 * dollar a million, sums never drift, and up to nine million dollars fit what Redis's Lua counts exactly (2^53).
 */
export type NanoDollars = bigint;

export const NANOS_PER_DOLLAR = 1_000_000_000n;
/** The largest amount that every store of the gateway counts exactly, in dollars. */
export const MOST_DOLLARS = 9_000_000;

const SPELLING = /^(\d{1,9})(?:\.(\d{1,9}))?$/;

/** `12`, `0.25`, `0.000000001`; `null` for anything else, and for what is finer than a billionth. Never negative. */
export function parseDollars(text: string): NanoDollars | null {
  const [, whole, fraction = ''] = SPELLING.exec(text.trim()) ?? [];
  if (whole === undefined) return null;
  return BigInt(whole) * NANOS_PER_DOLLAR + BigInt(fraction.padEnd(9, '0'));
}

/** The exact amount without trailing zeros: `12`, `0.25`. */
export function formatDollars(nanos: NanoDollars): string {
  const sign = nanos < 0n ? '-' : '';
  const digits = (nanos < 0n ? -nanos : nanos).toString().padStart(10, '0');
  const fraction = digits.slice(-9).replace(/0+$/, '');
  return `${sign}${digits.slice(0, -9)}${fraction === '' ? '' : `.${fraction}`}`;
}
