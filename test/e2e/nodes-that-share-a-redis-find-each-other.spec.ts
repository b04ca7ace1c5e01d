import { ChaosProxy } from '../fakes/chaos-proxy.ts';
import { eventually } from '../setup/eventually.ts';
import { freshRedis } from '../setup/fresh-redis.ts';
import { Gateway } from '../setup/gateway.ts';
import { samplesOf } from '../setup/prometheus-text.ts';
import { expect, test } from './fixtures.ts';

async function gauge(node: Gateway, name: string): Promise<number | undefined> {
  return samplesOf((await node.call<string>('GET', '/metrics')).body, name)[0]?.value;
}

const peersOf = (node: Gateway) => gauge(node, 'gateway_replication_peers');
const agreementAgeOf = (node: Gateway) => gauge(node, 'gateway_replication_agreement_age_seconds');

const SILENCE_BOUND_MS = 60_000;

test(
  'nodes agree, part when the link is cut, and find each other again',
  { timeout: 180_000 },
  async ({ database }) => {
    await using redis = await freshRedis();
    const { hostname, port, pathname } = new URL(redis.url);
    const proxy = await ChaosProxy.start({ host: hostname, port: Number(port) });
    try {
      const env = { DATABASE_URL: database.url };
      await using near = await Gateway.start({ env: { ...env, REDIS_URL: redis.url } });
      expect(await agreementAgeOf(near)).toBeUndefined();
      await using far = await Gateway.start({
        env: { ...env, REDIS_URL: `redis://127.0.0.1:${proxy.port}${pathname}` },
      });
      for (const node of [near, far]) {
        await eventually('it has a peer', async () => (await peersOf(node)) === 1);
        await eventually('they agree', async () => (await agreementAgeOf(node)) !== undefined);
      }
      await proxy.refuse();
      // It takes the silence of twenty seconds.
      await eventually('it is alone', async () => (await peersOf(far)) === 0, SILENCE_BOUND_MS);
      await proxy.heal();
      for (const node of [near, far]) {
        await eventually('it has its peer again', async () => (await peersOf(node)) === 1);
        await eventually('they agree again', async () => (await agreementAgeOf(node))! < 10);
      }
      await far.stop();
      await eventually('it said goodbye', async () => (await peersOf(near)) === 0);
    } finally {
      await proxy.close();
    }
  },
);

test('a node without Redis has no peer and no agreement', async ({ gateway }) => {
  expect(await peersOf(gateway)).toBe(0);
  expect(await agreementAgeOf(gateway)).toBeUndefined();
});
