import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { findProvider, type MatchLogic, type ModelInfo, type ModelPrice, type Provider } from '@pydantic/genai-prices';
import type { ModelMatch } from '../../src/pricing/catalogue/model-match.ts';
import type { CataloguePrice, PriceList } from '../../src/pricing/catalogue/price-catalogue.ts';
import type { PublishedRates } from '../../src/pricing/price-terms.ts';

/** Sellers whose prices the gateway can use, by the library's name for them. */
const LISTS = [
  'openai',
  'azure',
  'anthropic',
  'google',
  'aws',
  'mistral',
  'groq',
  'deepseek',
  'x-ai',
  'openrouter',
  'together',
  'fireworks',
  'perplexity',
  'cohere',
  'cerebras',
  'moonshotai',
  'minimax',
  'novita',
] as const;

/** What vendors say of prices and the library does not. */
const ADDITIONS: Readonly<Partial<Record<(typeof LISTS)[number], PriceList['models']>>> = {
  // "The moderation endpoint is free to use": https://platform.openai.com/docs/guides/moderation
  openai: [
    {
      id: 'moderation',
      match: { or: [{ starts_with: 'omni-moderation' }, { starts_with: 'text-moderation' }] },
      prices: [{ input: 0 }],
    },
  ],
};

type RateName = keyof PublishedRates;

/** What the library calls it, and how many of ours one of theirs is (a thousand requests, one request). */
const KEYS: Readonly<Record<string, readonly [RateName, divisor: number]>> = {
  input_mtok: ['input', 1],
  input_image_mtok: ['inputImage', 1],
  input_audio_mtok: ['inputAudio', 1],
  cache_read_mtok: ['cacheRead', 1],
  cache_write_mtok: ['cacheWrite', 1],
  cache_write_1h_mtok: ['cacheWrite1h', 1],
  output_mtok: ['output', 1],
  output_image_mtok: ['outputImage', 1],
  output_audio_mtok: ['outputAudio', 1],
  output_reasoning_mtok: ['reasoning', 1],
  requests_kcount: ['perRequest', 1000],
  web_searches_kcount: ['perSearch', 1000],
  input_audio_hours: ['perAudioHour', 1],
};

/** `prices/catalogue.json`, a line a model so that a change of prices can be reviewed. */
export function renderPriceCatalogue(): string {
  const lists = LISTS.map((id) => `${JSON.stringify(id)}: ${renderList(listOf(id))}`);
  return `{"source": ${JSON.stringify(source())},\n"lists": {\n${lists.join(',\n')}\n}}\n`;
}

function source(): string {
  const entry = createRequire(import.meta.url).resolve('@pydantic/genai-prices');
  const manifest = JSON.parse(readFileSync(new URL('../package.json', `file://${entry}`), 'utf8')) as {
    name: string;
    version: string;
  };
  return `${manifest.name} ${manifest.version}`;
}

function renderList({ address, fallbacks, models }: PriceList): string {
  const head = `{"address": ${JSON.stringify(address)}, "fallbacks": ${JSON.stringify(fallbacks)}, "models": [`;
  return `${head}\n${models.map((model) => `  ${JSON.stringify(model)}`).join(',\n')}\n]}`;
}

function listOf(id: (typeof LISTS)[number]): PriceList {
  const provider = findProvider({ providerId: id }) as Provider;
  return {
    address: provider.api_pattern,
    fallbacks: (provider.fallback_model_providers ?? []).filter((name) => (LISTS as readonly string[]).includes(name)),
    models: [...(ADDITIONS[id] ?? []), ...provider.models.flatMap(modelOf)],
  };
}

/** Models without any price that we can use are left unpriced rather than free. */
function modelOf(model: ModelInfo): PriceList['models'] {
  const prices = pricesOf(model);
  return prices.length === 0 ? [] : [{ id: model.id, match: lowered(model.match) as ModelMatch, prices }];
}

function pricesOf(model: ModelInfo): CataloguePrice[] {
  const rows = Array.isArray(model.prices) ? model.prices : [{ prices: model.prices }];
  return rows.flatMap(({ constraint, prices }) => {
    const price = priceOf(prices);
    if (Object.keys(price).length === 0) return [];
    if (constraint === undefined) return [price];
    if (constraint.type === 'start_date') return [{ from: constraint.start_date, ...price }];
    return [{ hours: [secondOfDay(constraint.start_time), secondOfDay(constraint.end_time)] as const, ...price }];
  });
}

function priceOf(prices: ModelPrice): CataloguePrice {
  const base: Partial<Record<RateName, number>> = {};
  const tiers = new Map<number, Partial<Record<RateName, number>>>();
  for (const [key, price] of Object.entries(prices)) {
    const known = KEYS[key];
    if (known === undefined || price === undefined) continue;
    const [name, divisor] = known;
    base[name] = dollars(typeof price === 'number' ? price : price.base, divisor);
    if (typeof price === 'number') continue;
    for (const tier of price.tiers) {
      tiers.set(tier.start, { ...tiers.get(tier.start), [name]: dollars(tier.price, divisor) });
    }
  }
  if (tiers.size === 0) return base;
  return { ...base, tiers: [...tiers].sort(([a], [b]) => a - b).map(([above, rates]) => ({ above, ...rates })) };
}

/** To the millionth; what the library has finer is a third of something. */
function dollars(price: number, divisor: number): number {
  return Math.round((price / divisor) * 1e6) / 1e6;
}

/** `16:30:00Z`. */
function secondOfDay(time: string): number {
  const [hours = NaN, minutes = NaN, seconds = NaN] = time.replace(/Z$/, '').split(':').map(Number);
  const second = hours * 3600 + minutes * 60 + seconds;
  if (!time.endsWith('Z') || Number.isNaN(second)) throw new Error(`Not a time of day in UTC: ${time}`);
  return second;
}

/** Names are compared in lower case; regular expressions are left as they are. */
function lowered(match: MatchLogic): MatchLogic {
  if ('or' in match) return { or: match.or.map(lowered) };
  if ('and' in match) return { and: match.and.map(lowered) };
  if ('regex' in match) return match;
  return Object.fromEntries(Object.entries(match).map(([kind, text]) => [kind, text.toLowerCase()])) as MatchLogic;
}
