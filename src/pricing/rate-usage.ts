import type { NanoDollars } from '../kernel/money.js';
import { inputTokens, type TokenUsage } from '../kernel/token-usage.js';
import type { Price, Rates } from './price.js';

const PICOS_PER_NANO = 1000;
const MS_PER_HOUR = 3_600_000;

/** What is billed, each class with how many of it were used. Parts that are priced apart are taken out of their wholes. */
const CLASSES: readonly (readonly [keyof Rates, (usage: TokenUsage) => number])[] = [
  ['input', (usage) => usage.inputUncached - (usage.inputImage ?? 0)],
  ['inputImage', (usage) => usage.inputImage ?? 0],
  ['inputAudio', (usage) => usage.inputAudio],
  ['cacheRead', (usage) => usage.cacheRead],
  ['cacheWrite', (usage) => usage.cacheWrite - (usage.cacheWrite1h ?? 0)],
  ['cacheWrite1h', (usage) => usage.cacheWrite1h ?? 0],
  ['output', (usage) => usage.output - (usage.outputImage ?? 0)],
  ['outputImage', (usage) => usage.outputImage ?? 0],
  ['outputAudio', (usage) => usage.outputAudio],
  ['reasoning', (usage) => usage.reasoning],
  ['search', (usage) => usage.searches ?? 0],
];

/**
 * What this usage costs at this price, in billionths of a dollar. Exact up to the end, where the sum of the row is rounded
 * once, halves upward. `null` where something was used for which the price list has no price (searches are in the price of
 * a request, where there is one), and where nobody knows what was used.
 */
export function rateUsage(price: Price, usage: TokenUsage): NanoDollars | null {
  const rates = ratesFor(price, usage);
  if (isUnknown(usage)) return isFree(rates) ? 0n : null;
  let picos = rates.request ?? 0;
  for (const [name, count] of CLASSES) {
    const used = count(usage);
    if (used <= 0) continue;
    const rate = rates[name];
    if (rate === null) {
      if (name === 'search' && rates.request !== null) continue;
      return null;
    }
    picos += used * rate;
  }
  const heard = usage.audioMs ?? 0;
  if (heard > 0) {
    if (rates.audioHour === null) return soldByTokens(usage) ? rounded(picos, rates, usage) : null;
    picos += Math.round((heard / MS_PER_HOUR) * rates.audioHour);
  }
  return rounded(picos, rates, usage);
}

/** The vendor did not say, and nothing of the answer tells: of speech there are only the bytes. */
function isUnknown(usage: TokenUsage): boolean {
  return usage.source === 'estimated' && CLASSES.every(([, count]) => count(usage) <= 0) && !usage.audioMs;
}

function isFree(rates: Rates): boolean {
  return Object.values(rates).every((rate) => rate === null || rate === 0);
}

/** Nine thousand dollars fit into a double; a dearer request is added up again in whole numbers of any size. */
function rounded(picos: number, rates: Rates, usage: TokenUsage): NanoDollars {
  if (Number.isSafeInteger(picos + PICOS_PER_NANO)) {
    return BigInt(Math.floor((picos + PICOS_PER_NANO / 2) / PICOS_PER_NANO));
  }
  let exact = BigInt(rates.request ?? 0);
  for (const [name, count] of CLASSES) exact += BigInt(Math.max(0, count(usage))) * BigInt(rates[name] ?? 0);
  exact += BigInt(Math.round(((usage.audioMs ?? 0) / MS_PER_HOUR) * (rates.audioHour ?? 0)));
  return (exact + BigInt(PICOS_PER_NANO / 2)) / BigInt(PICOS_PER_NANO);
}

/** A vendor that says how long the sound was and bills its tokens. */
function soldByTokens(usage: TokenUsage): boolean {
  return inputTokens(usage) > 0;
}

function ratesFor({ rates, tiers }: Price, usage: TokenUsage): Rates {
  if (tiers.length === 0) return rates;
  const input = inputTokens(usage);
  return tiers.findLast(({ above }) => input > above)?.rates ?? rates;
}
