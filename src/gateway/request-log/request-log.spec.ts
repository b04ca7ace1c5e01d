import { Logger } from '@nestjs/common';
import { Counter, Registry } from 'prom-client';
import { beforeAll, expect, it } from 'vitest';
import { NOTHING_DEFINED } from '../../state/definition/gateway.definition.js';
import { requestLogSchema } from '../../state/definition/request-log.definition.js';
import type { LogRow } from './log-row.js';
import { RequestLog } from './request-log.js';
import { RequestLogStore } from './request-log.store.js';

const KEY = '00000000-0000-4000-8000-000000000001';

class MemoryRequestLogStore extends RequestLogStore {
  readonly rows: LogRow[] = [];
  failure: (rows: readonly LogRow[]) => Error | null = () => null;

  constructor() {
    super(undefined as never);
  }

  override insert(rows: readonly LogRow[]): Promise<void> {
    const failure = this.failure(rows);
    if (failure !== null) return Promise.reject(failure);
    this.rows.push(...rows);
    return Promise.resolve();
  }
}

function aLog(definition: object | null = {}) {
  const requestLog = definition === null ? undefined : requestLogSchema.parse(definition);
  const store = new MemoryRequestLogStore();
  const dropped = new Counter({ name: 'dropped', help: 'dropped', registers: [new Registry()] });
  const log = new RequestLog({ definition: { ...NOTHING_DEFINED, requestLog } }, store, dropped);
  const answer = (id: string, { prompt = '{}', said = '{}', contentType = 'application/json' } = {}) => {
    const request = {
      requestId: id,
      startedAt: '2026-11-05T10:00:00.000001Z',
      keyId: KEY,
      userId: KEY,
      teamId: null,
      dialect: 'openai-chat',
      model: 'fast',
      contentType,
    };
    const entry = log.begin(request, Buffer.from(prompt));
    entry.begin(200, null, false);
    entry.add(said);
    entry.end();
    entry.end();
  };
  const lost = async () => (await dropped.get()).values[0]?.value ?? 0;
  return { log, store, answer, lost };
}

beforeAll(() => Logger.overrideLogger(false));

it('wants nothing unless told, and then whom it is told', () => {
  expect(aLog(null).log.wants(KEY, 'fast')).toBe(false);
  expect(aLog().log.wants(KEY, 'fast')).toBe(true);
  const some = aLog({ keys: [KEY], models: ['gpt-*', 'fast'] }).log;
  expect([some.wants(KEY, 'other'), some.wants('x', 'fast'), some.wants('x', 'gpt-5')]).toEqual([true, true, true]);
  expect([some.wants('x', 'faster'), some.wants('x', 'gpt')]).toEqual([false, false]);
});

it('writes each entry once, redacted', async () => {
  const { log, store, answer } = aLog();
  answer('r1', { prompt: '{"q":"jane@mail.example"}', said: '{"a":"sk-abcdefghijklmnopqrst"}' });
  await log.flush();
  expect(store.rows).toMatchObject([
    { request_id: 'r1', prompt: '{"q":"[email]"}', answer: '{"a":"[key]"}', redactions: 2, status: 200 },
  ]);
});

it('cuts off what is too large and says how large it was', async () => {
  const { log, store, answer } = aLog({ maxBytes: 256 });
  answer('r1', { prompt: 'é '.repeat(500), said: 'b '.repeat(500) });
  await log.flush();
  expect(store.rows[0]?.prompt.length).toBeLessThanOrEqual(257);
  expect(store.rows).toMatchObject([{ answer: 'b '.repeat(128), prompt_bytes: 1500, answer_bytes: 1000 }]);
});

it('names what is not text', async () => {
  const { log, store, answer } = aLog();
  answer('r1', { prompt: 'abc', contentType: 'multipart/form-data; boundary=x' });
  await log.flush();
  expect(store.rows).toMatchObject([{ prompt: '[multipart/form-data, 3 bytes]' }]);
});

it('stores what a client made of bytes that databases refuse', async () => {
  const { log, store, answer } = aLog();
  answer('r1', { prompt: 'a\0b' });
  await log.flush();
  expect(store.rows).toMatchObject([{ prompt: 'a\uFFFDb' }]);
});

it('keeps entries while the store is away, drops and counts those beyond the bound', async () => {
  const { log, store, answer, lost } = aLog();
  store.failure = () => new Error('connection refused');
  for (let entry = 0; entry < 2003; entry += 1) answer(`r${entry}`);
  await expect(log.flush()).rejects.toThrow('connection refused');
  expect(await lost()).toBe(3);
  store.failure = () => null;
  await log.flush();
  expect(new Set(store.rows.map(({ request_id: id }) => id)).size).toBe(2000);
});

it('holds no more bytes than it may', async () => {
  const { answer, lost } = aLog({ maxBytes: 1_048_576 });
  for (let entry = 0; entry < 40; entry += 1) answer(`r${entry}`, { prompt: 'a'.repeat(1_048_576) });
  expect(await lost()).toBe(9);
});

it('a row that the store refuses for its content does not hold up the others', async () => {
  const { log, store, answer, lost } = aLog();
  store.failure = (rows) =>
    rows.some(({ request_id: id }) => id === 'bad') ? Object.assign(new Error('no'), { code: '22021' }) : null;
  for (const id of ['r1', 'bad', 'r2']) answer(id);
  await log.flush();
  expect(store.rows.map(({ request_id: id }) => id)).toEqual(['r1', 'r2']);
  expect(await lost()).toBe(1);
});
