import { textChunks } from '../fakes/upstream/openai.payloads.ts';
import { sse } from '../fakes/upstream/scenarios.ts';
import { ChaosProxy } from '../fakes/chaos-proxy.ts';
import { eventually } from '../setup/eventually.ts';
import { freshRedis } from '../setup/fresh-redis.ts';
import { Gateway } from '../setup/gateway.ts';
import { samplesOf } from '../setup/prometheus-text.ts';
import { rawChat } from '../setup/raw-chat.ts';
import { expect, test as base, VENDOR_KEY } from './fixtures.ts';

const CACHED = { headers: { 'x-gateway-cache': 'read-write' } };

const test = base
  .extend('redis', async ({}, { onCleanup }) => {
    const redis = await freshRedis();
    onCleanup(() => redis.release());
    return redis;
  })
  .extend('proxy', async ({ redis }, { onCleanup }) => {
    const { hostname, port } = new URL(redis.url);
    const proxy = await ChaosProxy.start({ host: hostname, port: Number(port) });
    onCleanup(() => proxy.close());
    return proxy;
  })
  .extend('nodes', async ({ redis, proxy, database, vendor }, { onCleanup }) => {
    const url = new URL(redis.url);
    url.hostname = '127.0.0.1';
    url.port = String(proxy.port);
    const env = {
      DATABASE_URL: database.url,
      REDIS_URL: url.href,
      OPENAI_BASE_URL: `${vendor.url}/v1`,
      OPENAI_API_KEY: VENDOR_KEY,
    };
    const nodes = [await Gateway.start({ env }), await Gateway.start({ env })] as const;
    onCleanup(async () => void (await Promise.all(nodes.map((node) => node.stop('SIGKILL')))));
    return nodes;
  });

function question(prompt: string) {
  return { model: 'gpt-fake', messages: [{ role: 'user', content: prompt }], temperature: 0, stream: true };
}

async function ask(node: Gateway, key: string, prompt: string): Promise<[cache: string | null, text: string]> {
  const response = await rawChat(node, key, question(prompt), CACHED);
  expect(response.status).toBe(200);
  return [response.headers.get('x-gateway-cache'), await response.text()];
}

async function isUp(node: Gateway): Promise<boolean> {
  const { body } = await node.call<string>('GET', '/metrics');
  return samplesOf(body, 'gateway_redis_up')[0]?.value === 1;
}

test('what one node was told another repeats; without Redis vendors are asked', async ({
  apiKey,
  nodes: [one, other],
  proxy,
  upstream,
}) => {
  for (const node of [one, other]) await eventually('the node has Redis', () => isUp(node));
  upstream.on('openai.chat', sse(textChunks('Grüße ', 'aus ', 'Zürich ❄')));
  // Its own connection comes up beside the one of the limits.
  const [, text] = await eventually('an answer was kept', async () => {
    const answer = await ask(one, apiKey, 'Shared?');
    return answer[0] === 'hit' && answer;
  });
  const asked = upstream.requests.length;
  expect(await eventually('the other has it', async () => (await ask(other, apiKey, 'Shared?'))[0] === 'hit' && true));
  expect((await ask(other, apiKey, 'Shared?'))[1]).toBe(text);
  expect(upstream.requests.length).toBeLessThanOrEqual(asked + 1);

  await proxy.refuse();
  expect((await ask(one, apiKey, 'Shared?'))[0]).toBe('miss');
  const { body } = await one.call<string>('GET', '/metrics');
  expect(samplesOf(body, 'gateway_response_cache_failures_total')[0]?.value).toBeGreaterThan(0);

  await proxy.heal();
  await eventually('it is back', async () => (await ask(one, apiKey, 'Shared?'))[0] === 'hit');
});
