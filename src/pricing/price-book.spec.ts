import { describe, expect, it } from 'vitest';
import type { ProviderInstance, ProviderKind } from '../gateway/providers/provider.js';
import { noUsage, type TokenUsage } from '../kernel/token-usage.js';
import { NOTHING_DEFINED } from '../state/definition/gateway.definition.js';
import { priceSchema } from '../state/definition/prices.definition.js';
import { SnapshotHolder } from '../state/snapshot.holder.js';
import { PriceBook } from './price-book.js';

const AT = Date.parse('2026-11-28T12:00:00Z');
const MILLION_IN: TokenUsage = { ...noUsage('provider'), inputUncached: 1_000_000 };

const aProvider = (name: string, kind: ProviderKind, baseUrl = 'http://127.0.0.1:1'): ProviderInstance => ({
  name,
  kind,
  baseUrl,
  credentials: {},
  quirks: {} as ProviderInstance['quirks'],
});

const PROVIDERS = [
  aProvider('openai', 'openai'),
  aProvider('claude', 'anthropic'),
  aProvider('gemini', 'gemini'),
  aProvider('vertex', 'vertex'),
  aProvider('bedrock', 'bedrock'),
  aProvider('azure', 'azure-openai'),
  aProvider('deepseek', 'openai-compatible'),
  aProvider('mine', 'openai-compatible', 'http://10.0.0.7:8000/v1'),
  { ...aProvider('gpu-7', 'openai-compatible', 'http://10.0.0.8:8000/v1'), settings: { vendor: 'vllm' } },
  aProvider('renamed', 'openai-compatible', 'https://api.groq.com/openai/v1'),
  aProvider('ollama', 'ollama'),
  aProvider('ollama-cloud', 'ollama', 'https://ollama.com'),
  aProvider('echo', 'echo'),
];

function aBook(prices: readonly object[] = []): PriceBook {
  const definition = { ...NOTHING_DEFINED, prices: prices.map((row) => priceSchema.parse(row)) };
  const config = { definition, providers: PROVIDERS, defaultProvider: 'openai' };
  return new PriceBook(new SnapshotHolder(config));
}

const book = aBook();
const inputPrice = (provider: string, model: string, of = book, at = AT) =>
  of.price({ provider, model }, at)?.rates.input;

describe('published prices', () => {
  it.for([
    ['openai', 'gpt-4o', 2_500_000],
    ['openai', 'gpt-4o-2024-08-06', 2_500_000],
    ['openai', 'GPT-4o', 2_500_000],
    ['claude', 'claude-sonnet-4-5-20250929', 3_000_000],
    ['gemini', 'gemini-2.5-pro', 1_250_000],
    ['gemini', 'models/gemini-2.5-pro', 1_250_000],
    ['vertex', 'gemini-2.5-pro', 1_250_000],
    ['vertex', 'claude-sonnet-4-5@20250929', 3_000_000],
    ['bedrock', 'global.anthropic.claude-haiku-4-5-20251001-v1:0', 1_000_000],
    ['azure', 'gpt-4o', 2_500_000],
    ['deepseek', 'deepseek-v3.2-exp', 270_000],
  ] as const)('%s %s', ([provider, model, picos]) => {
    expect(inputPrice(provider, model)).toBe(picos);
  });

  it('are those of whoever sells at the address, whatever the provider is called', () => {
    expect(book.price({ provider: 'renamed', model: 'llama-3.3-70b-versatile' }, AT)?.id).toMatch(/^groq\//);
  });

  it('are none for names that the seller does not list', () => {
    for (const [provider, model] of [
      ['openai', 'gpt-fake'],
      ['mine', 'gpt-4o'],
      ['azure', 'my-deployment'],
      ['gone', 'gpt-4o'],
      ['ollama-cloud', 'gpt-oss:120b'],
    ] as const) {
      expect(book.price({ provider, model }, AT), `${provider}/${model}`).toBeNull();
      expect(book.rate({ provider, model }, MILLION_IN, AT)).toBeNull();
    }
  });

  it('are those of the day', () => {
    const model = { provider: 'claude', model: 'claude-opus-4-6' };
    const long = { ...noUsage('provider'), inputUncached: 300_000 };
    expect(book.rate(model, long, Date.parse('2026-03-12T23:59:59Z'))?.nanos).toBe(3_000_000_000n);
    expect(book.rate(model, long, Date.parse('2026-03-13T00:00:00Z'))?.nanos).toBe(1_500_000_000n);
  });

  it('are those of the hour', () => {
    expect(inputPrice('deepseek', 'deepseek-chat', book, Date.parse('2026-05-01T00:29:59Z'))).toBe(135_000);
    expect(inputPrice('deepseek', 'deepseek-chat', book, Date.parse('2026-05-01T00:30:00Z'))).toBe(270_000);
    expect(inputPrice('deepseek', 'deepseek-chat', book, Date.parse('2026-05-01T16:30:00Z'))).toBe(135_000);
  });

  it("are nothing on hardware of one's own", () => {
    for (const provider of ['ollama', 'echo', 'gpu-7']) {
      expect(book.rate({ provider, model: 'any' }, MILLION_IN, AT)).toMatchObject({ nanos: 0n });
    }
  });
});

describe('own prices', () => {
  it('go before the published ones, from their day on', () => {
    const mine = aBook([{ model: 'gpt-4o', from: '2026-07-01', input: 2, output: 8 }]);
    expect(inputPrice('openai', 'gpt-4o', mine, Date.parse('2026-06-30T23:59:59Z'))).toBe(2_500_000);
    expect(inputPrice('openai', 'gpt-4o', mine, Date.parse('2026-07-01T00:00:00Z'))).toBe(2_000_000);
  });

  it('are the closest that fit', () => {
    const mine = aBook([
      { model: '*', input: 1 },
      { model: 'gpt-*', input: 2 },
      { model: 'gpt-4*', input: 3 },
      { model: 'gpt-4o', input: 4 },
      { provider: 'openai', model: 'gpt*', input: 5 },
    ]);
    expect(inputPrice('mine', 'llama', mine)).toBe(1_000_000);
    expect(inputPrice('mine', 'gpt-5', mine)).toBe(2_000_000);
    expect(inputPrice('mine', 'gpt-4.1', mine)).toBe(3_000_000);
    expect(inputPrice('mine', 'gpt-4o', mine)).toBe(4_000_000);
    expect(inputPrice('openai', 'gpt-4o', mine)).toBe(5_000_000);
  });

  it('follow one another by their days', () => {
    const mine = aBook([
      { provider: 'mine', model: 'm', from: '2026-03-01', input: 3 },
      { provider: 'mine', model: 'm', input: 1 },
      { provider: 'mine', model: 'm', from: '2026-02-01', input: 2 },
    ]);
    const at = (day: string) => inputPrice('mine', 'm', mine, Date.parse(day));
    expect([at('2026-01-31'), at('2026-02-01'), at('2026-03-01')]).toEqual([1_000_000, 2_000_000, 3_000_000]);
  });

  it("may be like another model's, for deployments with names of one's own", () => {
    const mine = aBook([{ provider: 'azure', model: 'my-deployment', like: 'openai/gpt-4o' }]);
    expect(inputPrice('azure', 'my-deployment', mine)).toBe(2_500_000);
  });

  it('may be nothing, where the operator says so', () => {
    const mine = aBook([{ provider: 'mine', model: '*', free: true }]);
    expect(mine.rate({ provider: 'mine', model: 'llama' }, MILLION_IN, AT)).toMatchObject({ nanos: 0n });
  });
});

it('names a price so that different terms have different names', () => {
  const id = (prices: readonly object[]) => aBook(prices).price({ provider: 'mine', model: 'm' }, AT)?.id;
  const one = id([{ model: 'm', input: 1 }]);
  expect(id([{ model: 'm', input: 1 }])).toBe(one);
  expect(id([{ model: 'm', input: 2 }])).not.toBe(one);
});

it('knows a provider that came later', () => {
  const config = { definition: NOTHING_DEFINED, providers: [], defaultProvider: 'openai' };
  const state = new SnapshotHolder(config);
  const late = new PriceBook(state);
  expect(late.price({ provider: 'openai', model: 'gpt-4o' }, AT)).toBeNull();
  state.putFound(aProvider('openai', 'openai'));
  expect(inputPrice('openai', 'gpt-4o', late)).toBe(2_500_000);
});

it('knows prices that were changed', () => {
  const config = { definition: NOTHING_DEFINED, providers: PROVIDERS, defaultProvider: 'openai' };
  const state = new SnapshotHolder(config);
  const changing = new PriceBook(state);
  expect(changing.price({ provider: 'mine', model: 'm' }, AT)).toBeNull();
  state.replace({ providers: PROVIDERS, prices: [priceSchema.parse({ model: 'm', input: 7 })] });
  expect(inputPrice('mine', 'm', changing)).toBe(7_000_000);
  state.putFound(aProvider('found', 'ollama'));
  expect(inputPrice('mine', 'm', changing)).toBe(7_000_000);
});
