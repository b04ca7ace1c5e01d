import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../src/database/database.js';
import { UNPRICED } from '../../src/gateway/usage/cost.js';
import { encodeUsageRecord, type UsageRecord } from '../../src/gateway/usage/usage-record.js';
import { UsageStore } from '../../src/gateway/usage/usage.store.js';
import { noUsage } from '../../src/kernel/token-usage.js';
import { aGround, DATABASE_KINDS, type Ground } from './database.fixtures.ts';

const aRecord = (fields: Pick<UsageRecord, 'requestId' | 'routeTrace'>): UsageRecord => ({
  startedAt: '2026-11-05T10:00:00.000001Z',
  node: 'n',
  keyId: '00000000-0000-4000-8000-000000000001',
  userId: '00000000-0000-4000-8000-000000000002',
  teamId: null,
  tags: [],
  dialect: 'openai-chat',
  requestedModel: 'fast',
  provider: 'b',
  model: 'm',
  streamed: false,
  status: 200,
  errorCode: null,
  stopReason: 'stop',
  usage: noUsage(),
  latencyMs: 10,
  overheadMs: 1,
  firstTokenMs: null,
  attempts: 2,
  cacheHit: false,
  cost: UNPRICED,
  billedAttempts: [],
  ...fields,
});

const routeTrace = {
  route: { name: 'fast', chosen: ['a/m (weighted)', 'b/m (weighted)'], skipped: {}, affinity: 'moved' },
  tries: [
    { provider: 'a', model: 'it says "no"', outcome: 'failed', error: 'provider_error', ms: 1.5 },
    { provider: 'b', model: 'm', outcome: 'answered', ms: 8 },
  ],
};

describe.each(DATABASE_KINDS)('on the %s database', (kind) => {
  let ground: Ground;
  let database: Database;

  beforeAll(async () => {
    ground = await aGround(kind);
    database = await ground.openNode();
  });
  afterAll(() => ground.close());

  it('a trace comes back as it was written, and no trace is NULL', async () => {
    const records = [aRecord({ requestId: 'plain', routeTrace: null }), aRecord({ requestId: 'moved', routeTrace })];
    const lines = records.map((record) => encodeUsageRecord(record, []));
    await new UsageStore(database).insert(lines);
    expect(await database.query('SELECT request_id, route_trace FROM usage_records ORDER BY request_id')).toEqual([
      { request_id: 'moved', route_trace: routeTrace },
      { request_id: 'plain', route_trace: null },
    ]);
  });
});
