import { cutBeforeAnswer, silent, silentAfterHeaders, type Scenario } from '../fakes/upstream/scenarios.ts';
import { freePort } from '../setup/services/free-port.ts';
import { rawChat } from '../setup/raw-chat.ts';
import { expect, test } from './fixtures.ts';

const QUESTION = { model: 'gpt-fake', messages: [{ role: 'user', content: 'Hi.' }] };
const nowhere = await freePort();

test.override('env', {
  UPSTREAM_FIRST_BYTE_TIMEOUT_MS: '300',
  UPSTREAM_IDLE_TIMEOUT_MS: '300',
  OPENAI_COMPATIBLE_NAME: 'nowhere',
  OPENAI_COMPATIBLE_BASE_URL: `http://127.0.0.1:${nowhere}/v1`,
});

const respond =
  (body: string): Scenario =>
  (exchange) =>
    exchange.respond(200, body, { 'content-type': 'application/json' });

test.for<[string, Scenario, { stream: boolean; status: number; code: string }]>([
  ['breaks off', cutBeforeAnswer, { stream: false, status: 502, code: 'provider_unreachable' }],
  ['breaks off, streamed', cutBeforeAnswer, { stream: true, status: 502, code: 'provider_unreachable' }],
  ['never answers', silent, { stream: false, status: 504, code: 'provider_timeout' }],
  ['never answers, streamed', silent, { stream: true, status: 504, code: 'provider_timeout' }],
  ['sends headers and nothing else', silentAfterHeaders, { stream: true, status: 504, code: 'provider_timeout' }],
  ['sends no JSON', respond('<html>'), { stream: false, status: 502, code: 'provider_invalid_response' }],
])('a vendor that %s', async ([, scenario, { stream, status, code }], { gateway, apiKey, upstream }) => {
  upstream.on('openai.chat', scenario);
  const response = await rawChat(gateway, apiKey, { ...QUESTION, stream });
  expect(response.status).toBe(status);
  expect(response.headers.get('content-type')).toMatch(/^application\/json/);
  const { error } = (await response.json()) as { error: { code: string; message: string } };
  expect(error.code).toBe(code);
  expect(error.message).toContain('openai');
});

test('a vendor whose address nobody listens on', async ({ gateway, apiKey }) => {
  const response = await rawChat(gateway, apiKey, { ...QUESTION, model: 'nowhere/any' });
  expect(response.status).toBe(502);
  expect(await response.json()).toMatchObject({ error: { code: 'provider_unreachable' } });
});

test('the gateway goes on serving others', async ({ gateway, apiKey }) => {
  expect((await rawChat(gateway, apiKey, { ...QUESTION, model: 'echo' })).status).toBe(200);
});
