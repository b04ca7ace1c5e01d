import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RollUpStore } from '../../src/admin/usage/roll-up/roll-up.store.js';
import type { Database } from '../../src/database/database.js';
import { type Cost, NOTHING_USED, UNPRICED } from '../../src/gateway/usage/cost.js';
import { rerate } from '../../src/gateway/usage/rerating/rerate.js';
import { RerateStore } from '../../src/gateway/usage/rerating/rerate.store.js';
import { encodeUsageRecord, type UsageRecord } from '../../src/gateway/usage/usage-record.js';
import { UsageStore } from '../../src/gateway/usage/usage.store.js';
import { noUsage, type TokenUsage } from '../../src/kernel/token-usage.js';
import type { Price, PriceOf } from '../../src/pricing/price.js';
import { priceFrom, type PublishedPrice } from '../../src/pricing/price-terms.js';
import { rateUsage } from '../../src/pricing/rate-usage.js';
import { aDirectory, aGround, DATABASE_KINDS, type Ground } from './database.fixtures.ts';

const OLD = priceFrom('old/large', { input: 1, output: 2 });
const used = (counts: Partial<TokenUsage>): TokenUsage => ({ ...noUsage('provider'), ...counts });
const at = (price: Price, usage: TokenUsage): Cost => ({ nanos: rateUsage(price, usage), price });

const aRecord = (fields: Partial<UsageRecord> & { readonly requestId: string }): UsageRecord => ({
  startedAt: '2026-11-05T10:00:00.000001Z',
  node: 'n',
  keyId: '00000000-0000-4000-8000-000000000001',
  userId: '00000000-0000-4000-8000-000000000002',
  teamId: null,
  tags: ['batch'],
  dialect: 'openai-chat',
  requestedModel: 'large',
  provider: 'a',
  model: 'large',
  streamed: false,
  status: 200,
  errorCode: null,
  stopReason: 'stop',
  usage: used({ inputUncached: 1000, output: 100 }),
  latencyMs: 10,
  overheadMs: 1,
  firstTokenMs: null,
  attempts: 1,
  cacheHit: false,
  cost: UNPRICED,
  billedAttempts: [],
  routeTrace: null,
  ...fields,
});

/** Prices by `provider/model`. */
function aBook(terms: Readonly<Record<string, PublishedPrice>>): PriceOf {
  const price: PriceOf['price'] = ({ provider, model }) => {
    const published = terms[`${provider}/${model}`];
    return published === undefined ? null : priceFrom(`new/${provider}/${model}`, published);
  };
  return {
    price,
    rate: (model, usage, at) => {
      const found = price(model, at);
      const nanos = found && rateUsage(found, usage);
      return found === null || nanos === null ? null : { nanos, price: found };
    },
  };
}

const NOVEMBER = {
  from: new Date('2026-11-01T00:00:00Z'),
  to: new Date('2026-12-01T00:00:00Z'),
  provider: null,
  model: null,
};

describe.each(DATABASE_KINDS)('on the %s database', (kind) => {
  let ground: Ground;
  let database: Database;

  beforeAll(async () => {
    ground = await aGround(kind);
    database = await ground.openNode();
  });
  afterAll(() => ground.close());

  const costs = async () =>
    Object.fromEntries(
      (
        await database.query<{ request_id: string; cost_nanos: string | null }>(
          'SELECT request_id, cost_nanos FROM usage_records ORDER BY request_id',
        )
      ).map((row) => [row.request_id, row.cost_nanos]),
    );
  const book = async (records: readonly UsageRecord[], prices: readonly Price[] = []) => {
    await database.query('TRUNCATE usage_records, usage_rerates, usage_prices');
    await new UsageStore(database).insert(records.map((record) => encodeUsageRecord(record, prices)));
  };

  it('keeps each row with its price, its own words and what was billed beside it', async () => {
    const attempt = { provider: 'b', model: 'small', usage: used({ output: 50 }), cost: at(OLD, used({ output: 50 })) };
    const usage = used({ inputUncached: 1000, output: 100, cacheWrite: 9, cacheWrite1h: 4, audioMs: 7, searches: 1 });
    const cost = at(OLD, used({ inputUncached: 1000, output: 100 }));
    await book([aRecord({ requestId: 'r1', usage, cost, billedAttempts: [attempt] })], [OLD]);
    expect(await database.query('SELECT * FROM usage_records')).toMatchObject([
      { cost_nanos: '1300000', price_id: OLD.id, tags: ['batch'], cache_write_1h: 4, audio_ms: 7, searches: 1 },
    ]);
    expect(await database.query('SELECT id, terms FROM usage_prices')).toEqual([
      { id: OLD.id, terms: { input: 1, output: 2 } },
    ]);
    expect(
      await database.query('SELECT provider, is_answer, output, cost_nanos FROM usage_entries ORDER BY is_answer'),
    ).toEqual([
      { provider: 'b', is_answer: false, output: 50, cost_nanos: '100000' },
      { provider: 'a', is_answer: true, output: 100, cost_nanos: '1200000' },
    ]);
  });

  it('rates rows again, keeps what they said before, and does nothing the second time', async () => {
    await book([
      aRecord({ requestId: 'dear', cost: at(OLD, used({ inputUncached: 1000, output: 100 })) }),
      aRecord({ requestId: 'unpriced', startedAt: '2026-11-05T10:00:00.000002Z' }),
      aRecord({ requestId: 'before', startedAt: '2026-10-31T23:59:59.999999Z' }),
      aRecord({ requestId: 'after', startedAt: '2026-12-01T00:00:00.000000Z' }),
    ]);
    const store = new RerateStore(database);
    const prices = aBook({ 'a/large': { input: 10, output: 20 } });
    const dry = await rerate(store, prices, NOVEMBER, { dryRun: true });
    expect([dry.rows, dry.changed, dry.written]).toEqual([2, 2, 0]);
    expect(await costs()).toMatchObject({ dear: '1200000', unpriced: null });

    const run = await rerate(store, prices, NOVEMBER, { dryRun: false, batch: 1 });
    expect([run.rows, run.changed, run.written, run.unpricedBefore, run.unpricedAfter]).toEqual([2, 2, 2, 1, 0]);
    expect(await costs()).toEqual({ dear: '12000000', unpriced: '12000000', before: null, after: null });
    expect(
      await database.query('SELECT request_id, old_cost_nanos, cost_nanos FROM usage_rerates ORDER BY request_id'),
    ).toEqual([
      { request_id: 'dear', old_cost_nanos: '1200000', cost_nanos: '12000000' },
      { request_id: 'unpriced', old_cost_nanos: null, cost_nanos: '12000000' },
    ]);
    const again = await rerate(store, prices, NOVEMBER, { dryRun: false });
    expect([again.rows, again.changed, again.written]).toEqual([2, 0, 0]);
  });

  it('leaves a cost alone where no price is known any more, and what was refused at nothing', async () => {
    await book([
      aRecord({ requestId: 'gone', provider: 'gone', cost: at(OLD, used({ inputUncached: 1000, output: 100 })) }),
      aRecord({ requestId: 'refused', status: 400, usage: noUsage(), cost: NOTHING_USED }),
      aRecord({ requestId: 'of-an-old-release', status: 429, usage: noUsage(), cost: UNPRICED }),
      aRecord({ requestId: 'speech', usage: noUsage('estimated'), cost: UNPRICED }),
    ]);
    await rerate(new RerateStore(database), aBook({ 'a/large': { input: 10 } }), NOVEMBER, { dryRun: false });
    expect(await costs()).toEqual({ gone: '1200000', refused: '0', 'of-an-old-release': '0', speech: null });
  });

  it('rates what was billed beside the answer, too', async () => {
    const usage = used({ output: 50 });
    const attempt = { provider: 'b', model: 'small', usage, cost: UNPRICED };
    await book([
      aRecord({ requestId: 'r1', status: 502, usage: noUsage(), cost: NOTHING_USED, billedAttempts: [attempt] }),
    ]);
    expect(await costs()).toEqual({ r1: null });
    await rerate(new RerateStore(database), aBook({ 'b/small': { output: 4 } }), NOVEMBER, { dryRun: false });
    expect(await costs()).toEqual({ r1: '200000' });
    expect(await database.query('SELECT is_answer, cost_nanos FROM usage_entries ORDER BY is_answer')).toEqual([
      { is_answer: false, cost_nanos: '200000' },
      { is_answer: true, cost_nanos: '0' },
    ]);
  });

  it('takes a part by provider and model; a percent sign is one', async () => {
    await book([
      aRecord({ requestId: 'r1', model: 'large-1' }),
      aRecord({ requestId: 'r2', model: 'small' }),
      aRecord({ requestId: 'r3', provider: 'b', model: 'large-2' }),
      aRecord({ requestId: 'r4', model: 'l%' }),
    ]);
    const prices = aBook(
      Object.fromEntries(['a/large-1', 'a/small', 'b/large-2', 'a/l%'].map((name) => [name, { input: 1, output: 2 }])),
    );
    const store = new RerateStore(database);
    const part = async (scope: object) =>
      (await rerate(store, prices, { ...NOVEMBER, ...scope }, { dryRun: true })).rows;
    expect(await part({ model: 'large*' })).toBe(2);
    expect(await part({ model: 'large*', provider: 'b' })).toBe(1);
    expect(await part({ model: 'l%' })).toBe(1);
  });

  it('is followed by the roll-ups', async () => {
    await database.query('TRUNCATE usage_changes, usage_hourly, usage_daily');
    await book([aRecord({ requestId: 'r1' })]);
    await new RollUpStore(database).fold(1000);
    await rerate(new RerateStore(database), aBook({ 'a/large': { input: 10, output: 20 } }), NOVEMBER, {
      dryRun: false,
    });
    await new RollUpStore(database).fold(1000);
    expect(
      await database.query('SELECT sum(cost_nanos)::text AS cost, sum(unpriced)::text AS unpriced FROM usage_daily'),
    ).toEqual([{ cost: '12000000', unpriced: '0' }]);
  });
});

describe('the command', () => {
  it('rates by the prices of gateway.yaml, and says what came of it', async () => {
    const ground = await aGround('postgres');
    try {
      const database = await ground.openNode();
      const record = aRecord({
        requestId: 'r1',
        provider: 'mine',
        model: 'llama',
        startedAt: '2026-11-05T10:00:00.000001Z',
      });
      await new UsageStore(database).insert([encodeUsageRecord(record, [])]);
      const directory = await aDirectory();
      await writeFile(
        join(directory, 'gateway.yaml'),
        'prices:\n  - { provider: mine, model: "lla*", input: 0.15, output: "0.6" }\n',
      );
      const run = (...words: readonly string[]) =>
        promisify(execFile)(
          process.execPath,
          [join(import.meta.dirname, '../../dist/src/gateway/usage/rerating/rerate.process.js'), ...words],
          {
            cwd: directory,
            env: {
              DATABASE_URL: ground.config.database.url?.reveal(),
              DATA_DIR: directory,
              GATEWAY_CONFIG: join(directory, 'gateway.yaml'),
            },
          },
        );
      const { stdout } = await run('--from', '2026-11-01', '--to', '2026-12-01');
      expect(stdout).toContain('1 rows were rated again: 1 changed');
      expect(stdout).toContain('mine/llama: 1 rows, $0 -> $0.00021 (+$0.00021)');
      expect(await database.query('SELECT cost_nanos, price_id FROM usage_records')).toMatchObject([
        { cost_nanos: '210000', price_id: expect.stringMatching(/^own:mine\/lla\*#/) },
      ]);
      await expect(run()).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('--from is missing') });
    } finally {
      await ground.close();
    }
  });
});
