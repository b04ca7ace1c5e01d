import { afterAll, beforeAll, expect, test } from 'vitest';
import { BodyReader } from '../setup/body-reader.ts';
import { FakeUpstream } from './upstream.ts';
import { cutAfter, json } from './upstream/scenarios.ts';

let upstream: FakeUpstream;
beforeAll(async () => {
  upstream = await FakeUpstream.start();
});
afterAll(() => upstream.stop());

const chat = (init: RequestInit = {}) =>
  fetch(`${upstream.url}/v1/chat/completions`, { method: 'POST', body: '{"a": 1.0}', ...init });

test('records what arrived, to the byte', async () => {
  upstream.reset();
  upstream.on('openai.chat', json({}));
  await chat({ headers: { 'x-test': 'yes' } });
  const request = upstream.requestTo('openai.chat');
  expect(request.text).toBe('{"a": 1.0}');
  expect(request.headers['x-test']).toBe('yes');
});

test('frames leave when the test says so, and the abort of a client is seen', async () => {
  const exchanges = upstream.play('openai.chat');
  const leaving = new AbortController();
  const pending = chat({ signal: leaving.signal });
  const exchange = (await exchanges.next()).startStream();
  const reader = new BodyReader(await pending);
  expect(reader.text).toBe('');
  await exchange.sse('one');
  expect(await reader.until('one')).toBe('data: one\n\n');
  leaving.abort();
  await exchange.aborted;
  expect(exchange.isAborted).toBe(true);
});

test('a cut breaks the body off', async () => {
  upstream.on('openai.chat', cutAfter('data: half a fra'));
  await expect(chat().then((response) => response.text())).rejects.toThrow();
});

test('what has no script says so', async () => {
  upstream.reset();
  const response = await chat();
  expect(response.status).toBe(501);
  expect(await response.text()).toContain('POST /v1/chat/completions');
});
