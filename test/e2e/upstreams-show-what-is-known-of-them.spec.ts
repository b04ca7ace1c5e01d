import { chatCompletion } from '../fakes/upstream/openai.payloads.ts';
import { json, openaiError } from '../fakes/upstream/scenarios.ts';
import { login } from '../setup/accounts.ts';
import { eventually } from '../setup/eventually.ts';
import type { Gateway } from '../setup/gateway.ts';
import { GatewayFile } from '../setup/gateway-file.ts';
import { rawChat } from '../setup/raw-chat.ts';
import { expect, test as base } from './fixtures.ts';

interface Provider {
  readonly name: string;
  readonly kind: string;
  readonly origin: string;
  readonly connections: { readonly open: number; readonly idle: number };
  readonly gate: { readonly under_way: number; readonly waiting: number } | null;
  readonly targets: readonly {
    readonly model: string;
    readonly routes: readonly string[];
    readonly breaker: string;
    readonly cooldown_until: string | null;
    readonly in_flight: number;
    readonly first_token_ms: number | null;
  }[];
}

const test = base
  .override('env', ({ vendor }) => ({
    ECHO_PROVIDER: 'false',
    GATEWAY_CONFIG: new GatewayFile(`
providers:
  - { name: limited, kind: openai-compatible, baseUrl: "${vendor.url}/v1", concurrency: 1, queue: 4 }
routes:
  - { model: fast, targets: [{ provider: limited, model: m }], retry: { attempts: 1 } }
  - { model: also-fast, targets: [{ provider: limited, model: m }], retry: { attempts: 1 } }
  - { model: cooling, targets: [{ provider: limited, model: cooling }], retry: { attempts: 1 } }
  - { model: broken, targets: [{ provider: limited, model: broken }], retry: { attempts: 1 }, breaker: { failures: 1 } }
`).path,
  }))
  .extend('session', { scope: 'file' }, ({ gateway, owner }) => login(gateway, owner));

async function limitedOf(gateway: Gateway, token: string): Promise<Provider> {
  const { body } = await gateway.call<{ providers: Provider[] }>('GET', '/health/upstreams', { token });
  const provider = body.providers.find(({ name }) => name === 'limited');
  if (provider === undefined) throw new Error('the provider of the file is missing');
  return provider;
}

async function targetOf(gateway: Gateway, token: string, model: string) {
  return (await limitedOf(gateway, token)).targets.find((target) => target.model === model);
}

function ask(gateway: Gateway, key: string, model: string) {
  return rawChat(gateway, key, { model, messages: [{ role: 'user', content: 'Hi.' }] });
}

test('each target is there with its routes before anybody has asked for it', async ({ gateway, session, vendor }) => {
  const { kind, origin, gate, targets } = await limitedOf(gateway, session);
  expect({ kind, origin, gate }).toEqual({
    kind: 'openai-compatible',
    origin: vendor.url,
    gate: { concurrency: 1, queue: 4, under_way: 0, waiting: 0 },
  });
  expect(targets.map(({ model, routes, breaker }) => [model, routes, breaker])).toEqual([
    ['m', ['fast', 'also-fast'], 'closed'],
    ['cooling', ['cooling'], 'closed'],
    ['broken', ['broken'], 'closed'],
  ]);
});

test('calls under way and those that wait are counted', async ({ gateway, apiKey, session, upstream }) => {
  const exchanges = upstream.play('openai.chat');
  const first = ask(gateway, apiKey, 'fast');
  const exchange = await exchanges.next();
  const second = ask(gateway, apiKey, 'also-fast');
  const busy = await eventually('the second waits', async () => {
    const provider = await limitedOf(gateway, session);
    return provider.gate?.waiting === 1 && provider;
  });
  expect(busy.gate).toMatchObject({ under_way: 1, waiting: 1 });
  expect(busy.connections.open - busy.connections.idle).toBe(1);
  expect(busy.targets.find(({ model }) => model === 'm')?.in_flight).toBe(2);
  exchange.json(chatCompletion());
  expect((await first).status).toBe(200);
  (await exchanges.next()).json(chatCompletion());
  expect((await second).status).toBe(200);
  await eventually('nothing is under way', async () => {
    const { gate, targets } = await limitedOf(gateway, session);
    return gate?.under_way === 0 && gate.waiting === 0 && targets.every((target) => target.in_flight === 0);
  });
  expect((await targetOf(gateway, session, 'm'))?.first_token_ms).toBeGreaterThanOrEqual(0);
});

test('a cooldown is shown with its end', async ({ gateway, apiKey, session, upstream }) => {
  upstream.on('openai.chat', json({ error: { message: 'Too many.' } }, 429, { 'retry-after': '600' }));
  const before = Date.now();
  expect((await ask(gateway, apiKey, 'cooling')).status).toBe(429);
  const until = Date.parse((await targetOf(gateway, session, 'cooling'))?.cooldown_until ?? '');
  expect(until - before).toBeGreaterThan(590_000);
  expect(until - Date.now()).toBeLessThanOrEqual(600_001);
});

test('an open breaker is shown', async ({ gateway, apiKey, session, upstream }) => {
  upstream.on('openai.chat', openaiError(500, { message: 'Broken.' }));
  expect((await ask(gateway, apiKey, 'broken')).status).toBe(500);
  expect((await targetOf(gateway, session, 'broken'))?.breaker).toBe('open');
  expect((await targetOf(gateway, session, 'm'))?.breaker).toBe('closed');
});
