import { chatCompletion } from '../fakes/upstream/openai.payloads.ts';
import { login } from '../setup/accounts.ts';
import { eventually } from '../setup/eventually.ts';
import { freshRedis } from '../setup/fresh-redis.ts';
import { Gateway } from '../setup/gateway.ts';
import { rawChat } from '../setup/raw-chat.ts';
import { expect, routesFile, test as base } from './routed.fixtures.ts';

const SESSIONS = 400;
const NAMES = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
const EVEN = SESSIONS / NAMES.length;
const ROUTE = { model: 'fast', targets: NAMES.map((provider) => ({ provider, model: 'm' })) };

/** One vendor under many names: what counts is by which of them it is asked. */
const test = base
  .extend('redis', { scope: 'file' }, async ({}, { onCleanup }) => {
    const redis = await freshRedis();
    onCleanup(() => redis.release());
    return redis;
  })
  .override('env', ({ vendor, redis }) => ({
    REDIS_URL: redis.url,
    GATEWAY_CONFIG: routesFile(Object.fromEntries(NAMES.map((name) => [name, vendor])), [ROUTE]),
  }));

test('simultaneous arrivals end within a fifth of even, on one node and on two', async ({
  gateway,
  apiKey,
  upstream,
  env,
  database,
}) => {
  await using second = await Gateway.start({ env: { ...env, DATABASE_URL: database.url } });
  for (const nodes of [[gateway], [gateway, second]]) {
    const all = Promise.withResolvers<void>();
    let arrived = 0;
    // Nobody is answered before everybody has arrived.
    upstream.on('openai.chat', async (exchange) => {
      arrived += 1;
      if (arrived === SESSIONS) all.resolve();
      await all.promise;
      exchange.json(chatCompletion());
    });
    const answers = await Promise.all(
      Array.from({ length: SESSIONS }, async (_, index) => {
        const question = { model: 'fast', messages: [{ role: 'user', content: `Question ${nodes.length}-${index}` }] };
        const answer = await rawChat(nodes[index % nodes.length]!, apiKey, question);
        await answer.arrayBuffer();
        return [answer.headers.get('x-gateway-provider'), answer.headers.get('x-gateway-affinity')];
      }),
    );
    expect(new Set(answers.map(([, affinity]) => affinity))).toEqual(new Set(['new']));
    const counts = NAMES.map((name) => answers.filter(([provider]) => provider === name).length);
    expect(Math.min(...counts)).toBeGreaterThanOrEqual(EVEN * 0.8);
    expect(Math.max(...counts)).toBeLessThanOrEqual(EVEN * 1.2);
  }
});

test('what one node has under way, the other one sees', async ({ gateway, apiKey, upstream, env, database, owner }) => {
  await using second = await Gateway.start({ env: { ...env, DATABASE_URL: database.url } });
  const token = await login(second, owner);
  const exchanges = upstream.play('openai.chat');
  const asked = Array.from({ length: NAMES.length * 2 }, (_, index) =>
    rawChat(gateway, apiKey, { model: 'fast', messages: [{ role: 'user', content: `Held ${index}` }] }),
  );
  const held = await Promise.all(asked.map(() => exchanges.next()));
  const inFlight = async () => {
    const { body } = await second.call<{ providers: { targets: { in_flight_everywhere: number }[] }[] }>(
      'GET',
      '/health/upstreams',
      { token },
    );
    return body.providers
      .flatMap(({ targets }) => targets)
      .reduce((sum, target) => sum + target.in_flight_everywhere, 0);
  };
  await eventually('the other node has heard of all', async () => (await inFlight()) === asked.length);
  for (const exchange of held) exchange.json(chatCompletion());
  for (const answer of await Promise.all(asked)) await answer.arrayBuffer();
  await eventually('and that they have ended', async () => (await inFlight()) === 0);
});
