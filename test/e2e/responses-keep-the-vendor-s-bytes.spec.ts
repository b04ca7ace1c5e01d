import {
  callItem,
  framed,
  messageItem,
  reasoningItem,
  responseEvents,
  responseFrames,
  responseOf,
} from '../fakes/upstream/responses.payloads.ts';
import { eventually } from '../setup/eventually.ts';
import type { Gateway } from '../setup/gateway.ts';
import { expect, test } from './fixtures.ts';

/** Spelled as no serializer would spell it. */
const PECULIAR = `{ "temperature" : 1.0, "unknown_to_us" : [ 1.50, 1E3, -0.0, null ],
  "input":[ {"content":"caf\\u00e9","role":"user", "unknown_here": {"b":1,"a":1e0}} ], "model":"gpt-fake" }`;

function post(gateway: Gateway, apiKey: string, body: string, headers: Record<string, string> = {}) {
  return fetch(`${gateway.url}/v1/responses`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json', ...headers },
    body,
  });
}

test('a request is forwarded as the very bytes, and so is the answer', async ({ gateway, apiKey, upstream }) => {
  const answer = `{"id":"resp_x", "object":"response","status":"completed","output":[ ],"usage":{"input_tokens":1,"output_tokens":2,"total_tokens":3},"n":1.0}`;
  upstream.on('openai.responses', (exchange) => exchange.respond(200, answer, { 'content-type': 'application/json' }));
  const response = await post(gateway, apiKey, PECULIAR, { 'openai-beta': 'responses=experimental' });
  expect(await response.text()).toBe(answer);
  const request = upstream.requestTo('openai.responses');
  expect(request.text).toBe(PECULIAR);
  expect(request.headers['openai-beta']).toBe('responses=experimental');
});

test('a stream passes byte by byte, and its usage is booked', async ({ gateway, apiKey, upstream }) => {
  const output = [reasoningItem('gAAAA', 'Hm.'), messageItem('Hello, “world” 🌍'), callItem('call_1', 'look', {})];
  const frames = responseFrames(responseEvents(responseOf(output)));
  upstream.on('openai.responses', framed(frames));
  const response = await post(gateway, apiKey, PECULIAR.replace('{ ', '{"stream":true,'));
  expect(await response.text()).toBe(frames);
  const id = response.headers.get('x-request-id');
  const lines = () => gateway.log.filter((line) => line['request_id'] === id);
  await eventually('the line is written', () => lines().length > 0);
  expect(lines()).toMatchObject([{ provider: 'openai', status: 200, tokens: 18, stream: true }]);
});
