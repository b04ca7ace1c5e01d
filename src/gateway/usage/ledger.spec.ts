import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { beforeAll, expect, it, onTestFinished } from 'vitest';
import type { Config } from '../../config/config.js';
import { noUsage } from '../../kernel/token-usage.js';
import { UNPRICED } from './cost.js';
import { UsageLedger } from './ledger.js';
import type { UsageRecord } from './usage-record.js';
import { UsageStore } from './usage.store.js';

const RECORD: UsageRecord = {
  requestId: 'req_1',
  startedAt: '2026-01-01T00:00:00.000Z',
  node: 'test',
  keyId: '00000000-0000-4000-8000-000000000001',
  userId: '00000000-0000-4000-8000-000000000002',
  teamId: null,
  tags: [],
  dialect: 'openai-chat',
  requestedModel: 'gpt-fake',
  provider: 'fake',
  model: 'gpt-fake',
  streamed: false,
  status: 200,
  errorCode: null,
  stopReason: 'stop',
  usage: noUsage(),
  latencyMs: 1,
  overheadMs: 0.1,
  firstTokenMs: null,
  attempts: 1,
  cacheHit: false,
  cost: UNPRICED,
  billedAttempts: [],
  routeTrace: null,
};

/** A store in memory, idempotent like the real one, that fails as the test says. */
class MemoryUsageStore extends UsageStore {
  readonly stored = new Set<string>();
  failure: (ids: readonly string[]) => Error | null = () => null;
  beforeInsert: () => Promise<void> = () => Promise.resolve();

  constructor() {
    super(undefined as never);
  }

  override async insert(rows: readonly string[]): Promise<void> {
    const ids = rows.map((row) => (JSON.parse(row) as { request_id: string }).request_id);
    await this.beforeInsert();
    const failure = this.failure(ids);
    if (failure !== null) throw failure;
    for (const id of ids) this.stored.add(id);
  }
}

function newLedger(dataDirectory = mkdtempSync(join(tmpdir(), 'ledger-'))) {
  onTestFinished(() => rmSync(dataDirectory, { recursive: true, force: true }));
  const store = new MemoryUsageStore();
  const ledger = new UsageLedger({ dataDirectory } as Config, store);
  const record = (...ids: readonly string[]) => {
    for (const requestId of ids) ledger.record({ ...RECORD, requestId });
  };
  return { ledger, store, record, dataDirectory };
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

beforeAll(() => Logger.overrideLogger(false));

it('moves what was recorded to the store', async () => {
  const { ledger, store, record } = newLedger();
  record('req_1', 'req_2');
  await ledger.flush();
  expect([...store.stored]).toEqual(['req_1', 'req_2']);
});

it('keeps everything while the store is away, and a later process delivers it', async () => {
  const first = newLedger();
  first.store.failure = () => new Error('connection refused');
  first.record('req_1', 'req_2');
  await first.ledger.beforeApplicationShutdown();
  const second = newLedger(first.dataDirectory);
  await second.ledger.flush();
  expect([...second.store.stored]).toEqual(['req_1', 'req_2']);
});

it('delivers again what the store took without an answer', async () => {
  const { ledger, store, record } = newLedger();
  record('req_1');
  store.failure = (ids) => {
    for (const id of ids) store.stored.add(id);
    return new Error('connection reset after the commit');
  };
  await ledger.flush();
  store.failure = () => null;
  record('req_2');
  await ledger.flush();
  expect([...store.stored]).toEqual(['req_1', 'req_2']);
});

it('sets aside a row that the store refuses for its content, and only that', async () => {
  const { ledger, store, record, dataDirectory } = newLedger();
  store.failure = (ids) =>
    ids.includes('bad') ? Object.assign(new Error('integer out of range'), { code: '22003' }) : null;
  record('req_1', 'req_2', 'bad', 'req_3');
  await ledger.flush();
  expect([...store.stored].toSorted()).toEqual(['req_1', 'req_2', 'req_3']);
  expect(readFileSync(join(dataDirectory, 'spool/rejected.jsonl'), 'utf8')).toContain('"request_id":"bad"');
});

it('holds rows in memory while the disk refuses them', async () => {
  const { ledger, store, record, dataDirectory } = newLedger();
  // A file where the directory should be.
  writeFileSync(join(dataDirectory, 'spool'), '');
  record('req_1', 'req_2');
  expect([ledger.held, ledger.lost]).toEqual([2, 0]);
  rmSync(join(dataDirectory, 'spool'));
  mkdirSync(join(dataDirectory, 'spool'));
  await ledger.flush();
  expect(ledger.held).toBe(0);
  expect([...store.stored]).toEqual(['req_1', 'req_2']);
});

it('keeps what comes to memory while the rows before it are being stored', async () => {
  const { ledger, store, record, dataDirectory } = newLedger();
  writeFileSync(join(dataDirectory, 'spool'), '');
  record('req_1');
  store.beforeInsert = () => {
    store.beforeInsert = () => Promise.resolve();
    record('req_2');
    return Promise.resolve();
  };
  await ledger.flush();
  rmSync(join(dataDirectory, 'spool'));
  mkdirSync(join(dataDirectory, 'spool'));
  await ledger.flush();
  expect([...store.stored]).toEqual(['req_1', 'req_2']);
});

it('keeps the rows that fill a segment up while its first ones are being stored', async () => {
  const { ledger, store, record } = newLedger();
  const asked = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<void>();
  store.beforeInsert = () => {
    asked.resolve();
    return answer.promise;
  };
  ledger.onApplicationBootstrap();
  record('req_1');
  await asked.promise;
  // More than a segment holds.
  record(...Array.from({ length: 60_000 }, (_, index) => `req_more_${index}`));
  answer.resolve();
  await ledger.beforeApplicationShutdown();
  expect(store.stored.size).toBe(60_001);
});

it('brings held rows back to the disk as soon as it takes them, even while the store is away', async () => {
  const first = newLedger();
  first.store.failure = () => new Error('connection refused');
  writeFileSync(join(first.dataDirectory, 'spool'), '');
  first.record('req_1', 'req_2');
  expect([first.ledger.held, first.ledger.refused, first.ledger.diskReason]).toEqual([2, 2, expect.any(String)]);
  rmSync(join(first.dataDirectory, 'spool'));
  await first.ledger.beforeApplicationShutdown();
  expect([first.ledger.held, first.ledger.diskReason]).toEqual([0, null]);
  const second = newLedger(first.dataDirectory);
  await second.ledger.flush();
  expect([...second.store.stored]).toEqual(['req_1', 'req_2']);
});

it('keeps the memory flat while the store is away', { timeout: 60_000 }, () => {
  const { ledger, store } = newLedger();
  store.failure = () => new Error('connection refused');
  const fill = (rows: number) => {
    for (let row = 0; row < rows; row += 1) ledger.record({ ...RECORD, requestId: `req_${row}` });
    collectGarbage();
    return process.memoryUsage().heapUsed;
  };
  const before = fill(10_000);
  // Some 60 MB of lines.
  const growth = fill(150_000) - before;
  expect(growth).toBeLessThan(4 * 1024 * 1024);
  expect(ledger.lost).toBe(0);
});
