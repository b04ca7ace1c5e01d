import { textChunks } from '../fakes/upstream/openai.payloads.ts';
import { sse } from '../fakes/upstream/scenarios.ts';
import { issueKey, register } from '../setup/accounts.ts';
import { eventually } from '../setup/eventually.ts';
import { GatewayFile } from '../setup/gateway-file.ts';
import { Gateway } from '../setup/gateway.ts';
import { samplesOf } from '../setup/prometheus-text.ts';
import { rawChat } from '../setup/raw-chat.ts';
import { canStartCluster, startCluster } from '../setup/services/redis-cluster.ts';
import { expect, test, VENDOR_KEY } from './fixtures.ts';

const QUESTION = { model: 'gpt-fake', stream: true, temperature: 0, messages: [{ role: 'user', content: 'Hi.' }] };

// Levels of one request lie on different servers: the key's and its user's limits are counted apart and taken together.

test.skipIf(!canStartCluster())(
  'two nodes on a Redis Cluster admit no more than one would, and repeat each other’s answers',
  async ({ gateway, owner, database, upstream }) => {
    upstream.on('openai.chat', sse(textChunks('Hello.')));
    await using cluster = await startCluster();
    const { body: session } = await gateway.call<{ token: string }>('POST', '/auth/login', { body: owner });
    await issueKey(gateway, owner);
    const { body: list } = await gateway.call<{ keys: { user_id: string }[] }>('GET', '/auth/keys', session);
    const limits = `{ key: { concurrency: 100 }, users: { "${list.keys[0]!.user_id}": { requestsPerMinute: 15 } } }`;
    const file = new GatewayFile(`limits: ${limits}`);
    const nodes: Gateway[] = [];
    for (const url of [cluster.urls[0]!, cluster.urls[2]!]) {
      const node = await Gateway.start({
        env: {
          DATABASE_URL: database.url,
          REDIS_URL: url,
          REDIS_CLUSTER: 'true',
          REDIS_TIMEOUT_MS: '5000',
          GATEWAY_CONFIG: file.path,
          OPENAI_BASE_URL: `${upstream.url}/v1`,
          OPENAI_API_KEY: VENDOR_KEY,
        },
      });
      nodes.push(node);
    }
    await using one = nodes[0]!;
    await using other = nodes[1]!;
    const valueOf = async (node: Gateway, name: string, mode?: string) => {
      const samples = samplesOf((await node.call<string>('GET', '/metrics')).body, name);
      return samples.find(({ labels }) => mode === undefined || labels['mode'] === mode)?.value;
    };
    for (const node of nodes) {
      await eventually('it has all of Redis', async () => (await valueOf(node, 'gateway_redis_up')) === 1);
      await eventually('it has found the other', async () => (await valueOf(node, 'gateway_replication_peers')) === 1);
    }

    const { api_key: small } = await issueKey(gateway, owner, { requests_per_minute: 10 });
    const { api_key: large } = await issueKey(gateway, owner, { requests_per_minute: 1000 });
    const { api_key: reader } = await issueKey(
      gateway,
      await register(gateway, { ...owner, email: 'reader@example.com' }),
      { requests_per_minute: 100_000 },
    );
    const statusOf = async (node: Gateway, key: string) => {
      const answer = await rawChat(node, key, QUESTION);
      await answer.text();
      return answer.status;
    };
    const burst = Array.from({ length: 40 }, (_, index) => statusOf(index % 2 ? one : other, small));
    const admittedAtOnce = (await Promise.all(burst)).filter((status) => status === 200).length;
    expect(admittedAtOnce).toBeLessThanOrEqual(10);
    // What the key refused was given back to its user, and the other way round: nothing of either is lost.
    const oneByOne = async (key: string) => {
      let admitted = 0;
      while (admitted < 40 && (await statusOf(one, key)) === 200) admitted += 1;
      return admitted;
    };
    expect(admittedAtOnce + (await oneByOne(small))).toBe(10);
    expect(await oneByOne(large)).toBe(5);
    expect(await statusOf(other, large)).toBe(429);

    const cached = async (node: Gateway) => {
      const answer = await rawChat(node, reader, QUESTION, { headers: { 'x-gateway-cache': 'read-write' } });
      await answer.text();
      return answer.headers.get('x-gateway-cache');
    };
    expect(await cached(one)).toBe('miss');
    expect(await eventually('the other has it', async () => (await cached(other)) === 'hit')).toBe(true);
    for (const node of nodes) {
      expect(await valueOf(node, 'gateway_limits_decided', 'redis')).toBeGreaterThan(0);
      expect((await valueOf(node, 'gateway_limits_decided', 'local-fallback')) ?? 0).toBe(0);
    }
  },
);
