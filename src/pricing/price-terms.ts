import { createHash } from 'node:crypto';
import type { Price, Rates } from './price.js';

/** Prices as they are published: dollars a million tokens, or for one of what is not sold by tokens. */
export interface PublishedRates {
  readonly input?: number;
  readonly inputImage?: number;
  readonly inputAudio?: number;
  readonly cacheRead?: number;
  readonly cacheWrite?: number;
  readonly cacheWrite1h?: number;
  readonly output?: number;
  readonly outputImage?: number;
  readonly outputAudio?: number;
  readonly reasoning?: number;
  readonly perRequest?: number;
  readonly perSearch?: number;
  readonly perAudioHour?: number;
}

/** One published price. In a tier only what differs has to be said. */
export interface PublishedPrice extends PublishedRates {
  readonly tiers?: readonly (PublishedRates & { readonly above: number })[];
}

const PICOS_PER_DOLLAR = 1e12;
const TOKENS_OF_A_PRICE = 1e6;

/** @param name whose price, for which model, since when: the readable part of the id */
export function priceFrom(name: string, published: PublishedPrice): Price {
  const { tiers = [], ...base } = published;
  const terms = JSON.stringify(published);
  return Object.freeze({
    id: `${name}#${createHash('sha256').update(terms).digest('hex').slice(0, 8)}`,
    terms,
    rates: ratesFrom(base),
    tiers: tiers
      .map(({ above, ...changed }) => ({ above, rates: ratesFrom({ ...base, ...changed }) }))
      .sort((a, b) => a.above - b.above),
  });
}

/**
 * What a price list does not tell apart is billed with what it is a part of: reasoning as output, cached tokens as input.
 * Never as nothing.
 */
function ratesFrom(published: PublishedRates): Rates {
  const input = aToken(published.input);
  const output = aToken(published.output);
  const cacheWrite = aToken(published.cacheWrite) ?? input;
  return {
    input,
    inputImage: aToken(published.inputImage) ?? input,
    inputAudio: aToken(published.inputAudio) ?? input,
    cacheRead: aToken(published.cacheRead) ?? input,
    cacheWrite,
    cacheWrite1h: aToken(published.cacheWrite1h) ?? cacheWrite,
    output,
    outputImage: aToken(published.outputImage) ?? output,
    outputAudio: aToken(published.outputAudio) ?? output,
    reasoning: aToken(published.reasoning) ?? output,
    request: aPiece(published.perRequest),
    search: aPiece(published.perSearch),
    audioHour: aPiece(published.perAudioHour),
  };
}

/** Exact for up to six decimals: the nearest whole number is the one that was meant. */
function aToken(dollarsPerMillion: number | undefined): number | null {
  return dollarsPerMillion === undefined
    ? null
    : Math.round((dollarsPerMillion * PICOS_PER_DOLLAR) / TOKENS_OF_A_PRICE);
}

function aPiece(dollars: number | undefined): number | null {
  return dollars === undefined ? null : Math.round(dollars * PICOS_PER_DOLLAR);
}
