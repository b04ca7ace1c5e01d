import { once } from 'node:events';
import { connect } from 'node:net';
import { chatCompletion } from '../fakes/upstream/openai.payloads.ts';
import { json } from '../fakes/upstream/scenarios.ts';
import type { Gateway } from '../setup/gateway.ts';
import { rawChat } from '../setup/raw-chat.ts';
import { expect, test } from './cloud-vendors.fixtures.ts';

const HELLO = '"messages":[{"role":"user","content":"Hi."}]';

async function expectServing(gateway: Gateway, apiKey: string): Promise<void> {
  expect((await rawChat(gateway, apiKey, `{"model":"echo",${HELLO}}`)).status).toBe(200);
}

test.for(['__proto__', 'constructor'])(
  'the key %s is data like any other',
  async (name, { gateway, apiKey, upstream }) => {
    upstream.on('openai.chat', json(chatCompletion()));
    const poison = `"${name}":{"isAdmin":true,"model":"echo"}`;
    const verbatim = `{"model":"gpt-fake",${poison},${HELLO}}`;
    const response = await rawChat(gateway, apiKey, verbatim);
    // Either forwarded as the bytes it came in, or refused; never obeyed.
    expect([200, 400]).toContain(response.status);
    const sent = upstream.requestsTo('openai.chat').map(({ text }) => text);
    expect(sent).toEqual(response.status === 200 ? [verbatim] : []);
    await expectServing(gateway, apiKey);
  },
);

test.for(['\\ud800', 'bedrock/..', 'bedrock/.', 'gemini/\\udfff'])(
  'the model name %s leads nowhere',
  async (model, { gateway, apiKey, upstream }) => {
    const response = await rawChat(gateway, apiKey, `{"model":"${model}",${HELLO}}`);
    expect([400, 404]).toContain(response.status);
    expect(upstream.requests).toEqual([]);
    await expectServing(gateway, apiKey);
  },
);

test('the same key on the way to another dialect', async ({ gateway, apiKey, upstream }) => {
  upstream.on('ollama.chat', json({ error: 'should not matter' }, 400));
  const response = await rawChat(gateway, apiKey, `{"model":"llama-fake","__proto__":{"stream":true},${HELLO}}`);
  expect(response.status).toBe(400);
  await expectServing(gateway, apiKey);
});

test.for(['gpt-fake', 'llama-fake', 'echo'])(
  'JSON 10,000 levels deep, for %s',
  async (model, { gateway, apiKey, upstream }) => {
    upstream.on('openai.chat', json(chatCompletion()));
    upstream.on('ollama.chat', json({ error: 'should not matter' }, 400));
    const deep = '['.repeat(10_000) + ']'.repeat(10_000);
    const response = await rawChat(gateway, apiKey, `{"model":"${model}",${HELLO},"deep":${deep}}`);
    expect([200, 400]).toContain(response.status);
    await expectServing(gateway, apiKey);
  },
);

test('a body that is announced and never sent holds nobody up', async ({ gateway, apiKey }) => {
  const { hostname, port } = new URL(gateway.url);
  const sockets = Array.from({ length: 50 }, () => connect(Number(port), hostname));
  for (const socket of sockets) {
    socket.write(
      `POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${apiKey}\r\n` +
        'content-type: application/json\r\ncontent-length: 1000\r\n\r\n{"model":"echo"',
    );
  }
  await Promise.all(sockets.map((socket) => once(socket, 'connect')));
  await expectServing(gateway, apiKey);
  for (const socket of sockets) socket.destroy();
  await expectServing(gateway, apiKey);
});

test('headers beyond all measure are refused', async ({ gateway, apiKey }) => {
  const { hostname, port } = new URL(gateway.url);
  const socket = connect(Number(port), hostname).setEncoding('utf8');
  socket.write(`GET /health/live HTTP/1.1\r\nhost: x\r\nx-long: ${'x'.repeat(256 * 1024)}\r\n\r\n`);
  const [answer] = (await once(socket, 'data')) as [string];
  expect(answer).toMatch(/^HTTP\/1\.1 431 /);
  socket.destroy();
  await expectServing(gateway, apiKey);
});
