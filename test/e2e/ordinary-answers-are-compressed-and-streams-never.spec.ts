import { textChunks } from '../fakes/upstream/openai.payloads.ts';
import { sse } from '../fakes/upstream/scenarios.ts';
import { rawChat } from '../setup/raw-chat.ts';
import { expect, test } from './fixtures.ts';

const GZIP = { 'accept-encoding': 'gzip' };

test('a large JSON answer is sent as gzip to who takes it', async ({ gateway }) => {
  const answer = await fetch(`${gateway.url}/docs-json`, { headers: GZIP });
  expect(answer.headers.get('content-encoding')).toBe('gzip');
  const plain = await fetch(`${gateway.url}/docs-json`, { headers: { 'accept-encoding': 'identity' } });
  expect(plain.headers.get('content-encoding')).toBeNull();
  expect(await answer.json()).toEqual(await plain.json());
});

test('a stream is not, whoever asks', async ({ gateway, apiKey, upstream }) => {
  upstream.on('openai.chat', sse(textChunks(...Array.from({ length: 200 }, (_, index) => `word ${index} `))));
  const question = { model: 'gpt-fake', messages: [{ role: 'user', content: 'Hi.' }], stream: true };
  const response = await rawChat(gateway, apiKey, question, { headers: GZIP });
  expect(response.headers.get('content-encoding')).toBeNull();
  expect(await response.text()).toContain('word 199');
});
