import { describe, expect, it } from 'vitest';
import { aCacheAsk } from '../../../test/fakes/cache-ask.builder.js';
import { FakeClock } from '../../../test/fakes/fake-clock.js';
import { aKeptAnswer } from '../../../test/fakes/kept-answer.builder.js';
import type { CacheAsk } from './cache-ask.js';
import type { CacheRule } from './cache-rules.js';
import { MemoryAnswerStore } from './memory-answer.store.js';
import { ResponseCache } from './response-cache.js';

const LIMIT = 1000;

function aCache(rule: Partial<CacheRule> = {}) {
  const clock = new FakeClock();
  const counted = { hits: 0, misses: 0, stored: 0 };
  const meter = {
    found: (hit: unknown) => void (hit === null ? (counted.misses += 1) : (counted.hits += 1)),
    stored: (bytes: number) => void (counted.stored += bytes),
  };
  const store = new MemoryAnswerStore(1_000_000, clock, { evicted() {}, holds() {} });
  const given: CacheRule = {
    mode: 'on-request',
    ttlMs: 600_000,
    anyRequest: false,
    route: null,
    byKey: false,
    byTags: false,
    ...rule,
  };
  const cache = new ResponseCache({ for: () => given }, store, meter, { version: '1', answerLimitBytes: LIMIT }, clock);
  const keep = (ask: CacheAsk, body: string) => cache.visit(ask)?.keepWhole(aKeptAnswer(), Buffer.from(body));
  const read = async (ask: CacheAsk) => (await cache.visit(ask)?.read())?.blocks[0]?.toString() ?? null;
  return { clock, cache, counted, keep, read };
}

describe('ResponseCache', () => {
  it("gives an answer again for the route's time", async () => {
    const { clock, keep, read, counted } = aCache({ ttlMs: 5000 });
    keep(aCacheAsk(), 'kept');
    clock.advance(4999);
    expect(await read(aCacheAsk())).toBe('kept');
    clock.advance(1);
    expect(await read(aCacheAsk())).toBeNull();
    expect(counted).toEqual({ hits: 1, misses: 1, stored: 4 });
  });

  it('says when an answer was given', async () => {
    const { clock, cache, keep } = aCache();
    const givenAt = clock.now();
    keep(aCacheAsk(), 'kept');
    clock.advance(3000);
    expect((await cache.visit(aCacheAsk())?.read())?.keptAt).toBe(givenAt);
  });

  it('keeps answers up to its limit', async () => {
    const { keep, read, counted } = aCache();
    keep(aCacheAsk(), 'x'.repeat(LIMIT + 1));
    expect(await read(aCacheAsk())).toBeNull();
    keep(aCacheAsk(), 'x'.repeat(LIMIT));
    expect(await read(aCacheAsk())).toHaveLength(LIMIT);
    expect(counted.stored).toBe(LIMIT);
  });

  it('neither keeps for who only reads nor reads for who only writes', async () => {
    const { keep, read, counted } = aCache();
    keep(aCacheAsk({ cacheWish: 'read' }), 'by a reader');
    expect(await read(aCacheAsk())).toBeNull();
    keep(aCacheAsk({ cacheWish: 'write' }), 'by a writer');
    expect(await read(aCacheAsk({ cacheWish: 'write' }))).toBeNull();
    expect(await read(aCacheAsk())).toBe('by a writer');
    // What is not looked for is no miss.
    expect(counted).toMatchObject({ hits: 1, misses: 1 });
  });

  it('has no part in what may differ each time, unless the route takes any request', () => {
    const warm = aCacheAsk({ body: { messages: [] } });
    expect(aCache().cache.visit(warm)).toBeNull();
    expect(aCache({ anyRequest: true }).cache.visit(warm)).not.toBeNull();
  });

  it('has no part in what does not stand alone, whatever the route takes', () => {
    const { cache } = aCache({ anyRequest: true, mode: 'read-write' });
    const body = { temperature: 0, tools: [{ type: 'web_search' }] };
    expect(cache.visit(aCacheAsk({ body }))).toBeNull();
    expect(cache.visit(aCacheAsk({ resume: () => undefined }))).toBeNull();
    expect(cache.visit(aCacheAsk({ dialect: 'openai-images' }))).toBeNull();
    expect(cache.visit(aCacheAsk({ rawBody: Buffer.alloc(4 * 1024 * 1024 + 1) }))).toBeNull();
  });

  it('is off without a store', () => {
    const meter = { found() {}, stored() {} };
    const rules = { for: () => expect.unreachable('a cache that is off asks nobody') };
    const off = new ResponseCache(rules, null, meter, { version: '1', answerLimitBytes: LIMIT });
    expect(off.visit(aCacheAsk())).toBeNull();
  });
});
