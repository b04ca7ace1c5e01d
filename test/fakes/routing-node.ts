import { Counter, Gauge } from 'prom-client';
import type { Config } from '../../src/config/config.js';
import type { ProviderInstance, Target, Verdict } from '../../src/gateway/providers/provider.js';
import { NO_QUIRKS } from '../../src/gateway/providers/quirks.js';
import { BindingsWriter } from '../../src/gateway/routing/affinity/bindings.writer.js';
import { EarlierBindings } from '../../src/gateway/routing/affinity/earlier-bindings.js';
import { SessionBindings } from '../../src/gateway/routing/affinity/session-bindings.js';
import { ModelRouter } from '../../src/gateway/routing/model-router.js';
import { RouteTable } from '../../src/gateway/routing/route-table.js';
import { defaultPolicy } from '../../src/gateway/routing/routes/attempt-policy.js';
import type { RouteQuestion } from '../../src/gateway/routing/routes/route-question.js';
import { RoutingMetrics } from '../../src/gateway/routing/routing-metrics.js';
import { InFlightPublisher } from '../../src/gateway/routing/targets/in-flight.publisher.js';
import { TargetStates } from '../../src/gateway/routing/targets/target-states.js';
import type { Random } from '../../src/kernel/random.js';
import type { Registers } from '../../src/replication/registers.js';
import { NOTHING_DEFINED } from '../../src/state/definition/gateway.definition.js';
import { type RouteDefinition, routeSchema } from '../../src/state/definition/route.definition.js';
import { SnapshotHolder } from '../../src/state/snapshot.holder.js';
import { FakeClock } from './fake-clock.js';
import { LinkedRegisters } from './linked-registers.js';
import { MemoryBindingsStore } from './memory-bindings.store.js';
import { seededRandom } from './seeded-random.js';

export const TRIPS: Verdict = { retry: 'next-target', tripsBreaker: true };
export const REFUSES: Verdict = { retry: 'next-target', tripsBreaker: false };

export interface RoutingNodeOptions {
  readonly clock?: FakeClock;
  readonly random?: Random;
  readonly registers?: Registers;
  readonly store?: MemoryBindingsStore;
  /** What a token costs at a target, by its key. */
  readonly prices?: Readonly<Record<string, number>>;
}

/** Routing as one node has it, all of it, over fakes of what is not its own: clock, chance, other nodes, database. */
export class RoutingNode {
  readonly clock: FakeClock;
  readonly store: MemoryBindingsStore;
  readonly publisher: InFlightPublisher;
  readonly states: TargetStates;
  readonly earlier: EarlierBindings;
  readonly bindings: SessionBindings;
  readonly writer: BindingsWriter;
  readonly router: ModelRouter;
  readonly breakerState = new Gauge({ name: 'breaker', help: '-', labelNames: ['provider', 'model'], registers: [] });
  readonly affinity = new Counter({ name: 'affinity', help: '-', labelNames: ['result'], registers: [] });
  /** Providers that active checks find unhealthy. */
  readonly unhealthy = new Set<string>();
  readonly #state: SnapshotHolder;

  constructor(routes: readonly RouteDefinition[], options: RoutingNodeOptions = {}) {
    this.clock = options.clock ?? new FakeClock();
    this.store = options.store ?? new MemoryBindingsStore();
    const registers = options.registers ?? new LinkedRegisters(this.clock).join();
    const random = options.random ?? seededRandom(1);
    const counter = (name: string) =>
      new Counter({ name, help: '-', labelNames: ['provider', 'model'], registers: [] });
    const metrics = new RoutingMetrics(this.breakerState, counter('openings'), counter('cooldowns'), this.affinity);
    this.publisher = new InFlightPublisher(registers);
    this.states = new TargetStates(registers, this.clock, this.publisher, metrics, {
      isUnhealthy: (provider) => this.unhealthy.has(provider),
    });
    this.states.onApplicationBootstrap();
    this.earlier = new EarlierBindings({ whenReady: () => Promise.resolve() }, this.store, this.clock);
    this.writer = new BindingsWriter(this.store);
    this.bindings = new SessionBindings(registers, this.clock, this.earlier, this.writer, metrics);
    const definition = { ...NOTHING_DEFINED, routes: [...routes] };
    this.#state = new SnapshotHolder({ providers: providersOf(routes), definition, defaultProvider: 'ollama' });
    const upstream = {
      connectTimeoutMs: 5000,
      firstByteTimeoutMs: 300_000,
      idleTimeoutMs: 300_000,
    } as Config['upstream'];
    const table = new RouteTable(this.#state, {
      states: this.states,
      random,
      usual: defaultPolicy(upstream),
      priceOf: (target) => options.prices?.[keyOf(target)] ?? null,
    });
    table.onApplicationBootstrap();
    this.router = new ModelRouter(table, this.bindings, random);
  }

  /** A new snapshot, as after a reload. */
  turnTo(routes: readonly RouteDefinition[]): void {
    this.#state.replace({ providers: providersOf(routes), routes });
  }

  choose(question: Partial<RouteQuestion> = {}) {
    return this.router.choose(aQuestion(question));
  }

  /** Chooses the first target and leaves it under way. */
  begin(question: Partial<RouteQuestion> = {}) {
    const choice = this.choose(question);
    const chosen = choice.next();
    if (chosen === null) throw new Error('Nothing was chosen');
    return { choice, chosen, key: keyOf(chosen.target), affinity: choice.trace?.affinity ?? null };
  }

  /** One request that is answered. */
  ask(question: Partial<RouteQuestion> = {}, firstTokenMs = 100) {
    const begun = this.begin(question);
    begun.chosen.committed(firstTokenMs);
    begun.chosen.released('answered');
    return begun;
  }
}

export function keyOf({ instance, model }: Target): string {
  return `${instance.name}/${model}`;
}

export function aQuestion(question: Partial<RouteQuestion> = {}): RouteQuestion {
  return {
    model: 'fast',
    dialect: 'openai-chat',
    principal: { keyId: 'key-1', userId: 'user-1', team: null },
    tags: [],
    session: null,
    body: {},
    ...question,
  };
}

type RouteInput = Parameters<typeof routeSchema.parse>[0] & object;

/** A route as `gateway.yaml` would say it; targets as `provider/model`, or with what else they have. */
export function aRoute(
  targets: readonly (string | ({ readonly at: string } & Record<string, unknown>))[],
  settings: RouteInput = {},
): RouteDefinition {
  return routeSchema.parse({
    model: 'fast',
    ...settings,
    targets: targets.map((given) => {
      const { at, ...more } = typeof given === 'string' ? { at: given } : given;
      const slash = at.indexOf('/');
      return { provider: at.slice(0, slash), model: at.slice(slash + 1), ...more };
    }),
  });
}

function providersOf(routes: readonly RouteDefinition[]): ProviderInstance[] {
  const names = new Set(['ollama', ...routes.flatMap(({ targets }) => targets.map(({ provider }) => provider))]);
  for (const { shadow } of routes) if (shadow !== undefined) names.add(shadow.provider);
  return [...names].map(aProvider);
}

function aProvider(name: string): ProviderInstance {
  return { name, kind: 'openai-compatible', baseUrl: `http://${name}.test`, credentials: {}, quirks: NO_QUIRKS };
}
