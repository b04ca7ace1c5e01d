import fc from 'fast-check';
import { expect, it } from 'vitest';
import { noUsage } from '../../kernel/token-usage.js';
import { priceFrom } from '../../pricing/price-terms.js';
import { UNPRICED } from './cost.js';
import { encodeUsageRecord, type UsageRecord } from './usage-record.js';

const aRecord = (fields: Partial<UsageRecord> = {}): UsageRecord => ({
  requestId: 'req_1',
  startedAt: '2026-11-20T12:00:00.000Z',
  node: 'host:1',
  keyId: 'key',
  userId: 'user',
  teamId: null,
  tags: [],
  dialect: 'openai-chat',
  requestedModel: 'gpt',
  provider: null,
  model: null,
  streamed: false,
  status: 200,
  errorCode: null,
  stopReason: null,
  usage: noUsage(),
  latencyMs: 1.23456,
  overheadMs: 0,
  firstTokenMs: null,
  attempts: 1,
  cacheHit: false,
  cost: UNPRICED,
  billedAttempts: [],
  routeTrace: null,
  ...fields,
});

it('leaves out what is null and what is no tokens', () => {
  expect(JSON.parse(encodeUsageRecord(aRecord(), []))).toEqual({
    request_id: 'req_1',
    started_at: '2026-11-20T12:00:00.000Z',
    node: 'host:1',
    key_id: 'key',
    user_id: 'user',
    dialect: 'openai-chat',
    requested_model: 'gpt',
    streamed: false,
    status: 200,
    usage_source: 'estimated',
    latency_ms: 1.235,
    overhead_ms: 0,
    attempts: 1,
  });
});

it('keeps whatever clients and vendors wrote, in one line', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' }), (requestedModel, stopReason) => {
      const line = encodeUsageRecord(aRecord({ requestedModel, stopReason, model: requestedModel }), []);
      expect(line).not.toContain('\n');
      expect(JSON.parse(line)).toMatchObject({ requested_model: requestedModel, stop_reason: stopReason });
    }),
  );
});

const PRICE = priceFrom('vendor/model', { input: 1, output: 2 });
const COST = { nanos: 1_500_000n, price: PRICE };

it('writes each class of tokens and the cost under its column', () => {
  const usage = { ...noUsage('provider'), inputUncached: 1, cacheRead: 2, output: 3, reasoning: 4, cacheWrite1h: 5 };
  const row: unknown = JSON.parse(encodeUsageRecord(aRecord({ usage, cost: COST, firstTokenMs: 2 }), []));
  expect(row).toMatchObject({ input_uncached: 1, cache_read: 2, output: 3, reasoning: 4, cache_write_1h: 5 });
  expect(row).toMatchObject({ usage_source: 'provider', first_token_ms: 2, cost_nanos: 1_500_000, price_id: PRICE.id });
});

it('says the terms of new prices, and what was billed beside the answer', () => {
  const attempt = { provider: 'other', model: 'm', usage: { ...noUsage('provider'), output: 9 }, cost: COST };
  const row: unknown = JSON.parse(encodeUsageRecord(aRecord({ cost: COST, billedAttempts: [attempt] }), [PRICE]));
  expect(row).toMatchObject({
    cost_nanos: 3_000_000,
    prices: [{ id: PRICE.id, terms: { input: 1, output: 2 } }],
    billed_attempts: [{ provider: 'other', model: 'm', output: 9, usage_source: 'provider', cost_nanos: 1_500_000 }],
  });
});

it('says why a request went where it went', () => {
  const routeTrace = {
    route: { name: 'chat', chosen: ['a/m (weighted)'] },
    tries: [{ provider: 'a', error: undefined }],
  };
  const row: unknown = JSON.parse(encodeUsageRecord(aRecord({ routeTrace }), []));
  expect(row).toMatchObject({ route_trace: { route: { name: 'chat' }, tries: [{ provider: 'a' }] } });
});
