import { FakeUpstream } from '../fakes/upstream.ts';
import { chatCompletion, chunk } from '../fakes/upstream/openai.payloads.ts';
import { json } from '../fakes/upstream/scenarios.ts';
import { issueKey, register } from '../setup/accounts.ts';
import { BodyReader } from '../setup/body-reader.ts';
import { GatewayFile } from '../setup/gateway-file.ts';
import { Gateway } from '../setup/gateway.ts';
import { samplesOf } from '../setup/prometheus-text.ts';
import { rawChat } from '../setup/raw-chat.ts';
import { expect, test as base } from './fixtures.ts';

const providerAt = (name: string, url: string) =>
  `providers:\n  - { name: ${name}, kind: openai, baseUrl: "${url}/v1", apiKey: env:KEY_OF_THE_FILE }\n`;

const routeTo = (model: string, provider: string) =>
  `routes:\n  - { model: ${model}, targets: [{ provider: ${provider}, model: gpt-fake }] }\n`;

const test = base.extend('reloading', async ({ database, upstream }, { onCleanup }) => {
  const file = new GatewayFile(providerAt('first', upstream.url) + routeTo('fast', 'first'));
  const gateway = await Gateway.start({
    env: {
      DATABASE_URL: database.url,
      ECHO_PROVIDER: 'false',
      OPENAI_BASE_URL: `${upstream.url}/v1`,
      GATEWAY_CONFIG: file.path,
      KEY_OF_THE_FILE: 'sk-canary-of-the-file',
    },
  });
  onCleanup(async () => void (await gateway.stop('SIGKILL')));
  const credentials = { email: `${gateway.pid}@example.com`, password: 'a-long-enough-password' };
  const { api_key: key } = await issueKey(gateway, await register(gateway, credentials));
  return { file, gateway, key };
});

function ask(gateway: Gateway, key: string, model: string, stream = false) {
  return rawChat(gateway, key, { model, stream, messages: [{ role: 'user', content: 'Hi.' }] });
}

/** Sends the hang-up and waits for what the gateway says to it. */
async function hangUp(gateway: Gateway): Promise<Record<string, unknown>> {
  const isVerdict = ({ msg }: Record<string, unknown>) => /^the file was (not )?taken over/.test(String(msg));
  const before = gateway.log.filter(isVerdict).length;
  let seen = 0;
  const verdict = gateway.waitForLog((entry) => isVerdict(entry) && ++seen > before);
  gateway.kill('SIGHUP');
  return await verdict;
}

async function listedModels(gateway: Gateway, key: string): Promise<string[]> {
  const { body } = await gateway.call<{ data: { id: string; owned_by: string }[] }>('GET', '/v1/models', {
    token: key,
  });
  return body.data.filter(({ owned_by: owner }) => owner === 'gateway').map(({ id }) => id);
}

async function reloads(gateway: Gateway): Promise<Record<string, number>> {
  const { body } = await gateway.call<string>('GET', '/metrics');
  const samples = samplesOf(body, 'gateway_config_reloads_total');
  return Object.fromEntries(samples.map(({ labels, value }) => [labels['result'], value]));
}

test('new providers and routes are there at once, old ones are gone', async ({ reloading, upstream }) => {
  const { file, gateway, key } = reloading;
  await using other = await started();
  upstream.on('openai.chat', json(chatCompletion()));
  other.on('openai.chat', json(chatCompletion()));
  expect((await ask(gateway, key, 'first/gpt-fake')).status).toBe(200);
  expect((await ask(gateway, key, 'fast')).headers.get('x-gateway-provider')).toBe('first');
  expect(await listedModels(gateway, key)).toEqual(['fast']);

  file.write(providerAt('second', other.url) + routeTo('faster', 'second'));
  expect(await hangUp(gateway)).toMatchObject({ level: 'info', providers: 2, routes: 1 });
  expect((await ask(gateway, key, 'second/gpt-fake')).status).toBe(200);
  expect(other.requestsTo('openai.chat')[0]?.headers['authorization']).toBe('Bearer sk-canary-of-the-file');
  expect((await ask(gateway, key, 'faster')).headers.get('x-gateway-provider')).toBe('second');
  expect((await ask(gateway, key, 'first/gpt-fake')).status).toBe(404);
  expect((await ask(gateway, key, 'fast')).status).toBe(404);
  expect(await listedModels(gateway, key)).toEqual(['faster']);
  expect(await reloads(gateway)).toEqual({ taken: 1 });
});

test('a file that is wrong changes nothing and is told with its lines', async ({ reloading, upstream }) => {
  const { file, gateway, key } = reloading;
  upstream.on('openai.chat', json(chatCompletion()));
  file.write(`${providerAt('second', upstream.url)}    colour: blue\nroutes:\n  - { model: x, targets: [] }\n`);
  expect(await hangUp(gateway)).toMatchObject({
    level: 'error',
    problems: [expect.stringContaining(`${file.path}:3:1: a character is missing`)],
  });
  file.write(`${providerAt('second', upstream.url)}colour: blue\nroutes:\n  - { model: x, targets: [] }\n`);
  expect(await hangUp(gateway)).toMatchObject({
    level: 'error',
    problems: [
      expect.stringContaining(`${file.path}:3:1: colour: is not known here`),
      expect.stringContaining(`${file.path}:5:26: routes[0].targets: must have at least 1 item`),
    ],
  });
  expect((await ask(gateway, key, 'first/gpt-fake')).status).toBe(200);
  expect(await listedModels(gateway, key)).toEqual(['fast']);
  expect(await reloads(gateway)).toEqual({ refused: 2 });
});

test('a request under way ends with the provider with which it began', async ({ reloading, upstream }) => {
  const { file, gateway, key } = reloading;
  const exchanges = upstream.play('openai.chat');
  const pending = ask(gateway, key, 'first/gpt-fake', true);
  const exchange = (await exchanges.next()).startStream();
  await exchange.sse(chunk({ content: 'Once' }));
  const reader = new BodyReader(await pending);
  await reader.until('Once');

  file.write('');
  expect(await hangUp(gateway)).toMatchObject({ level: 'info', routes: 0 });
  expect((await ask(gateway, key, 'first/gpt-fake')).status).toBe(404);
  await exchange.sse(chunk({ content: ' upon a time' }));
  await exchange.sse(chunk({}, 'stop'));
  await exchange.sse('[DONE]');
  exchange.end();
  const body = await reader.all();
  expect(body).toContain(' upon a time');
  expect(body.endsWith('data: [DONE]\n\n')).toBe(true);
});

async function started() {
  const upstream = await FakeUpstream.start();
  return Object.assign(upstream, { [Symbol.asyncDispose]: () => upstream.stop() });
}
