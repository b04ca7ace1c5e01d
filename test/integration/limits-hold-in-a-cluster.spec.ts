import fc from 'fast-check';
import { Cluster } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Demand } from '../../src/gateway/rate-limiting/constraint.ts';
import type { LimitPlan } from '../../src/gateway/rate-limiting/limit-plan.ts';
import type { Crossing, StoreVerdict } from '../../src/gateway/rate-limiting/limits.store.ts';
import { MemoryLimitsStore } from '../../src/gateway/rate-limiting/memory-limits.store.ts';
import { RateLimiter } from '../../src/gateway/rate-limiting/rate-limiter.ts';
import { ClusteredLimitsStore } from '../../src/gateway/rate-limiting/redis/clustered-limits.store.ts';
import { ALONE } from '../../src/gateway/rate-limiting/surroundings.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import { randomHex } from '../../src/kernel/ids.ts';
import { FakeClock } from '../fakes/fake-clock.ts';
import { aBudget, aLimit, aPlan } from '../fakes/limit-plan.builder.ts';
import { DrivenStore, steps as anySteps } from '../fakes/driven-store.ts';
import { connectedRedis, startConnection, type TestConnection } from '../setup/connected-redis.ts';
import { eventually } from '../setup/eventually.ts';
import { startReplica } from '../setup/running-replica.ts';
import { canStartCluster, type RedisCluster, startCluster } from '../setup/services/redis-cluster.ts';

// Complaint: a gateway's scripts take keys of many slots, so that no cluster will have them.

const TTL_MS = 30_000;

describe.skipIf(!canStartCluster())('over three primaries', () => {
  let cluster: RedisCluster;
  let connections: TestConnection[];
  let client: Cluster;

  beforeAll(async () => {
    cluster = await startCluster();
    connections = await Promise.all(cluster.urls.map((url) => connectedRedis(url, { isCluster: true })));
    client = new Cluster([...cluster.urls]);
  });

  afterAll(async () => {
    client.disconnect();
    for (const { redis } of connections) redis.onApplicationShutdown();
    await cluster[Symbol.asyncDispose]();
  });

  const stored = (clock: FakeClock) => new ClusteredLimitsStore(connections[0]!.redis, clock, TTL_MS);

  /** Subjects of which no two are counted by the same server. */
  function apart(): [string, string, string] {
    const found: string[] = [];
    for (let third = 0; third < 3; third++) {
      let subject: string;
      do subject = randomHex();
      while (Math.floor((slotOf(`{key:${subject}}`) * 3) / 16_384) !== third);
      found.push(subject);
    }
    return found as [string, string, string];
  }

  describe('memory and a cluster say the same of whatever happens', () => {
    test('within one level', async () => {
      await fc.assert(
        fc.asyncProperty(anySteps, async (steps) => {
          const clock = new FakeClock();
          const subject = randomHex();
          const constraints = [
            aLimit('requests', 4, subject),
            aLimit('tokens', 100, subject),
            aLimit('concurrency', 3, subject),
            aBudget(150, subject),
            aBudget(9_000_000_000_000_000, subject, { unit: 'spend' }),
          ];
          const memory = new DrivenStore(new MemoryLimitsStore(clock, 1000, TTL_MS), constraints);
          const clustered = new DrivenStore(stored(clock), constraints);
          for (const one of steps) {
            if (one.kind === 'wait') clock.advance(one.ms);
            expect(await clustered.take(one)).toEqual(await memory.take(one));
          }
        }),
        { numRuns: 40 },
      );
    });

    test('over levels on different servers: who is refused by one takes nothing of the others', async () => {
      await fc.assert(
        fc.asyncProperty(anySteps, async (steps) => {
          const clock = new FakeClock();
          const [key, user, team] = apart();
          const constraints = [
            aLimit('requests', 4, key),
            aLimit('tokens', 100, user),
            aLimit('concurrency', 3, team),
            aBudget(150, user),
            aBudget(9_000_000_000_000_000, key, { unit: 'spend' }),
          ];
          const memory = new DrivenStore(new MemoryLimitsStore(clock, 1000, TTL_MS), constraints);
          const clustered = new DrivenStore(stored(clock), constraints);
          // Whether a level that refuses or one that does not know speaks first is the one thing they differ in.
          for (const one of [{ kind: 'seed', used: 0 } as const, ...steps]) {
            if (one.kind === 'wait') clock.advance(one.ms);
            expect(comparable(await clustered.take(one))).toEqual(comparable(await memory.take(one)));
          }
        }),
        { numRuns: 150 },
      );
    });
  });

  describe('three nodes', () => {
    let nodes: RateLimiter[];
    let crossings: Crossing[];

    beforeEach(() => {
      const clock = new FakeClock();
      crossings = [];
      nodes = connections.map(({ redis }) => {
        const local = new MemoryLimitsStore(systemClock, 1000);
        const crossed = (crossing: Crossing) => void crossings.push(crossing);
        return new RateLimiter(new ClusteredLimitsStore(redis, clock), local, { ...ALONE, crossed });
      });
    });

    const burst = (plan: LimitPlan, demands: readonly Demand[]) =>
      Promise.all(demands.map(async (demand, index) => nodes[index % nodes.length]!.admit(plan, demand)));

    test('200 requests at once: no limit of any level is passed, and what was given back is there again', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.record({ tokens: fc.integer({ min: 1, max: 60 }), spend: fc.integer({ min: 0, max: 60 }) }), {
            minLength: 200,
            maxLength: 200,
          }),
          fc.integer({ min: 1, max: 150 }),
          async (wanted, limit) => {
            const [key, user, team] = apart();
            const plan = aPlan(
              aLimit('requests', limit + 20, key),
              aLimit('concurrency', limit, user),
              aLimit('tokens', limit * 25, team),
              aBudget(limit * 30, key),
              aBudget(limit * 20, user, { unit: 'spend' }),
            );
            const demands = wanted.map((demand) => ({ ...demand, guessedTokens: 0 }));
            const admissions = await burst(plan, demands);
            expect(new Set(admissions.map(({ mode }) => mode))).toEqual(new Set(['redis']));
            const admitted = demands.filter((_, index) => admissions[index]!.refusal === null);
            const sum = (field: 'tokens' | 'spend') => admitted.reduce((total, demand) => total + demand[field], 0);
            expect(admitted.length).toBeLessThanOrEqual(limit);
            expect(sum('tokens')).toBeLessThanOrEqual(limit * 25);
            expect(sum('spend')).toBeLessThanOrEqual(limit * 20);
            await eventually('what is counted is what was admitted', async () => {
              const counted = await Promise.all([
                client.zcard(`{key:${key}}:requests`),
                client.zcard(`{key:${user}}:concurrency`),
                client.hget(`{key:${team}}:tokens`, 'sum'),
                client.hget(`{key:${key}}:tokens:total`, 'h'),
                client.hget(`{key:${user}}:spend:total`, 'h'),
              ]);
              const { length } = admitted;
              return String(counted) === String([length, length, sum('tokens'), sum('tokens'), sum('spend')]);
            });
            // What was refused for somebody else's reservation alone finds room now, up to the limits.
            let open = admitted.length;
            while ((await nodes[0]!.admit(plan, { tokens: 1, guessedTokens: 0, spend: 0 })).refusal === null) open += 1;
            expect(open).toBeLessThanOrEqual(limit);
            for (const [index, { ticket }] of admissions.entries()) {
              if (ticket !== null) nodes[index % nodes.length]!.settle(ticket, { tokens: 7, spend: 3 });
            }
            await eventually('it is booked', async () => {
              const [tokens, spend] = await Promise.all([
                client.hget(`{key:${key}}:tokens:total`, 's'),
                client.hget(`{key:${user}}:spend:total`, 's'),
              ]);
              return Number(tokens) === 7 * admitted.length && Number(spend) === 3 * admitted.length;
            });
          },
        ),
        { numRuns: 8 },
      );
    });

    test('each threshold is told once, whatever is given back', async () => {
      const [key, user] = apart();
      const plan = aPlan(aBudget(100, key), aLimit('concurrency', 10, user));
      const demand = { tokens: 10, guessedTokens: 0, spend: 0 };
      for (let round = 0; round < 12; round++) {
        const admissions = await burst(plan, [demand, demand, demand]);
        for (const [index, { ticket }] of admissions.entries()) {
          if (ticket !== null) nodes[index]!.settle(ticket, { tokens: 5, spend: 0 });
        }
        await eventually('it is settled', async () => (await client.zcard(`{key:${key}}:tokens:total:held`)) === 0);
      }
      await eventually('both were told', () => crossings.length >= 2);
      expect(crossings.map(({ threshold }) => threshold).toSorted((a, b) => a - b)).toEqual([80, 100]);
    });
  });

  describe('giving back', () => {
    test('requests, tokens, places and budgets, where the last level refuses', async () => {
      const clock = new FakeClock();
      const store = stored(clock);
      const [key, user, team] = apart();
      const full = aLimit('concurrency', 1, team);
      const budget = aBudget(1000, user);
      const constraints = [
        aLimit('requests', 10, key),
        aLimit('tokens', 1000, key),
        aLimit('concurrency', 10, user),
        budget,
        full,
      ];
      await store.seed(budget, 900);
      const shares = [1, 50, 1, 50, 1];
      const first = { id: randomHex(), constraints, shares };
      expect((await store.reserve(first))!.outcome).toBe('admitted');
      const refused = (await store.reserve({ id: randomHex(), constraints, shares }))!;
      expect(refused).toMatchObject({ outcome: 'refused' });
      expect(usedOf(refused)).toEqual([1, 50, 1, 950, 1]);
      // The commands of one connection are answered in their order.
      expect(await client.zrange(`{key:${key}}:requests`, '0', '-1')).toEqual([first.id]);
      expect(await client.hget(`{key:${key}}:tokens`, 'sum')).toBe('50');
      expect(await client.zrange(`{key:${user}}:concurrency`, '0', '-1')).toEqual([first.id]);
      // 900 of 1000 is beyond a threshold: a request that was never there does not use up the word.
      expect(await client.hmget(`{key:${user}}:tokens:total`, 's', 'h', 't')).toEqual(['900', '50', null]);
    });

    test('a budget that nobody knows yet: asked again under the same id, it is held once', async () => {
      const store = stored(new FakeClock());
      const [key, user] = apart();
      const budget = aBudget(1000, user);
      const reservation = {
        id: randomHex(),
        constraints: [aLimit('requests', 10, key), aLimit('concurrency', 10, key), budget],
        shares: [1, 1, 50],
      };
      const unknown = (await store.reserve(reservation))!;
      expect(unknown.outcome).toBe('unknown');
      expect(usedOf(unknown)).toEqual([0, 0, -1]);
      expect(await client.zcard(`{key:${key}}:requests`)).toBe(0);
      await store.seed(budget, 0);
      const again = (await store.reserve(reservation))!;
      expect(again.outcome).toBe('admitted');
      expect(usedOf(again)).toEqual([1, 1, 50]);
    });
  });

  test('nodes that know different servers of the cluster hear each other', async () => {
    const [one, other] = await Promise.all([
      startReplica('one', cluster.urls[0]!),
      startReplica('other', cluster.urls[2]!),
    ]);
    try {
      await eventually('they know of each other', () => one.loop.peers === 1 && other.loop.peers === 1);
    } finally {
      await one.loop.onApplicationShutdown();
      await other.loop.onApplicationShutdown();
    }
  });

  describe('the connection', () => {
    const commands = (...words: [string, ...(string | number)[]]) =>
      Promise.all(client.nodes('master').map((node) => node.call(...words)));

    test('follows a slot that has moved', async () => {
      const store = stored(new FakeClock());
      const [key] = apart();
      const servers = await Promise.all(
        cluster.urls.map(async (url) => {
          const node = client.nodes('master').find(({ options }) => options.port === Number(new URL(url).port))!;
          return { node, id: String(await node.call('CLUSTER', 'MYID')) };
        }),
      );
      const [from, to] = [servers[0]!, servers[1]!];
      const reservation = () => {
        const constraints = [aLimit('requests', 10, key), aLimit('concurrency', 10, key)];
        return store.reserve({ id: randomHex(), constraints, shares: [1, 1] });
      };
      for (const { node } of [to, from]) await node.call('CLUSTER', 'SETSLOT', slotOf(`{key:${key}}`), 'NODE', to.id);
      expect(await reservation()).toMatchObject({ outcome: 'admitted' });
      expect(await to.node.zcard(`{key:${key}}:requests`)).toBe(1);
    });

    test('gives the password to every server, and shows it to nobody', async () => {
      await commands('CONFIG', 'SET', 'requirepass', 'hunter2');
      try {
        const url = new URL(cluster.urls[0]!);
        url.password = 'hunter2';
        const { redis, lines } = await connectedRedis(url.href, { isCluster: true });
        const replies = apart().map((subject) => redis.write(`{key:${subject}}`, Buffer.from('x'), 1000));
        await Promise.all(replies);
        expect(replies).not.toContain(null);
        redis.onApplicationShutdown();
        url.password = 'hunter3';
        const other = await startConnection(url.href, { isCluster: true });
        await eventually('the refusal is noticed', () => other.redis.state().reason !== 'not connected yet');
        expect(other.redis.state().status).toBe('degraded');
        other.redis.onApplicationShutdown();
        expect([...lines, ...other.lines].join('\n')).not.toContain('hunter');
      } finally {
        await commands('CONFIG', 'SET', 'requirepass', '');
      }
    });
  });

  // Last: it takes one away.
  test('a server that is lost: what the others took is given back, and the rest goes on', async () => {
    const store = stored(new FakeClock());
    const [key, user, team] = apart();
    const constraints = [aLimit('requests', 10, key), aLimit('tokens', 1000, user), aLimit('concurrency', 10, team)];
    const reserve = () => store.reserve({ id: randomHex(), constraints, shares: [1, 50, 1] });
    expect((await reserve())!.outcome).toBe('admitted');
    // It answers nothing, and nobody knows yet: the calls are under way.
    cluster.servers[2]!.kill('SIGSTOP');
    const asked = reserve();
    await eventually('the others have taken it', async () => (await client.zcard(`{key:${key}}:requests`)) === 2);
    cluster.servers[2]!.kill('SIGKILL');
    await expect(asked).rejects.toThrow();
    await eventually('it is given back', async () => {
      const [requests, tokens] = await Promise.all([
        client.zcard(`{key:${key}}:requests`),
        client.hget(`{key:${user}}:tokens`, 'sum'),
      ]);
      return requests === 1 && tokens === '50';
    });
    await eventually('the loss is seen', () => connections[0]!.redis.state().status === 'degraded');
    await expect(reserve()).rejects.toThrow();
    const left = constraints.slice(0, 2);
    expect((await store.reserve({ id: randomHex(), constraints: left, shares: [1, 50] }))!.outcome).toBe('admitted');
  });
});

const usedOf = ({ states }: StoreVerdict) => states.map(({ used }) => used);

/** A level that would have admitted says when its window ends as if it had. */
function comparable(said: unknown): unknown {
  const { outcome, states } = (said ?? {}) as Partial<StoreVerdict>;
  if (outcome !== 'refused') return said;
  return { outcome, states: states!.map(({ used, waitMs, isFirst }) => ({ used, waitMs, isFirst })) };
}

/** CRC16 of what is in the braces, as the cluster's specification has it. */
function slotOf(key: string): number {
  const tag = key.slice(key.indexOf('{') + 1, key.indexOf('}'));
  let crc = 0;
  for (const byte of Buffer.from(tag)) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1) & 0xffff;
  }
  return crc % 16_384;
}
