import { Counter, Gauge } from 'prom-client';
import type { GatewayError } from '../../src/kernel/errors.js';
import type { Answer, AttemptTrace, ClientPresence, UpstreamAsk } from '../../src/gateway/upstream/attempt.js';
import { AttemptMetrics } from '../../src/gateway/upstream/attempts/attempt.metrics.js';
import { HedgeBudgets } from '../../src/gateway/upstream/attempts/hedge-budgets.js';
import type { AttemptTools } from '../../src/gateway/upstream/attempts/open-request.js';
import { RetryBudgets } from '../../src/gateway/upstream/attempts/retry-budgets.js';
import { TargetCall } from '../../src/gateway/upstream/attempts/target-call.js';
import { Deadlines } from '../../src/gateway/upstream/deadlines.js';
import { GateMetrics } from '../../src/gateway/upstream/gate/gate.metrics.js';
import { ProviderGates } from '../../src/gateway/upstream/gate/provider-gates.js';
import { UpstreamPools } from '../../src/gateway/upstream/pools.js';
import { Shadows } from '../../src/gateway/upstream/shadow/shadows.js';
import { Upstream } from '../../src/gateway/upstream/upstream.js';
import type { Config } from '../../src/config/config.js';
import type { ProviderInstance, Target } from '../../src/gateway/providers/provider.js';
import { NO_QUIRKS } from '../../src/gateway/providers/quirks.js';
import { Secret } from '../../src/kernel/secret.js';
import { FakeClock } from './fake-clock.js';
import type { RecordingChooser } from './recording-chooser.js';

const NODE = {
  connectTimeoutMs: 30_000,
  firstByteTimeoutMs: 30_000,
  idleTimeoutMs: 30_000,
  silenceTimeoutMs: 3_600_000,
  maxConnections: 64,
  probeMs: 15_000,
};

/** A client that is there until it is told to leave. */
export class FakeClient implements ClientPresence {
  ended: GatewayError | null = null;
  onEnded: ((reason: GatewayError) => void) | null = null;

  leave(reason: GatewayError): void {
    this.ended = reason;
    this.onEnded?.(reason);
  }
}

/** The upstream stage over real sockets, its clock in the hands of the test. */
export class UpstreamUnderTest {
  readonly clock = new FakeClock();
  readonly deadlines = new Deadlines(this.clock);
  readonly pools: UpstreamPools;
  readonly stage: Upstream;
  readonly tools: AttemptTools;
  readonly #attempts = counter('attempts', ['provider', 'outcome']);
  readonly #retriesDenied = counter('denied', ['provider']);
  readonly #fallbacks = counter('fallbacks', ['provider']);
  readonly #hedges = counter('hedges', ['provider', 'result']);
  readonly #shed = counter('shed', ['provider']);
  readonly #shadows = counter('shadows', ['provider', 'outcome']);
  readonly #gates: ProviderGates;
  readonly #queue = new Gauge({ name: 'queue', help: 'queue', labelNames: ['provider'], registers: [] });

  constructor(node: Partial<typeof NODE> = {}) {
    const config = { upstream: { ...NODE, ...node } };
    this.pools = new UpstreamPools(config as Config);
    const metrics = new AttemptMetrics(
      this.#attempts,
      counter('retries', ['provider']),
      this.#retriesDenied,
      this.#fallbacks,
      this.#hedges,
    );
    this.#gates = new ProviderGates(this.deadlines, new GateMetrics(this.#queue, this.#shed));
    const calls = new TargetCall(this.pools, this.#gates, this.deadlines, config);
    const shadows = new Shadows(calls, this.deadlines, this.#shadows);
    const retries = new RetryBudgets(this.clock);
    this.stage = new Upstream(calls, this.deadlines, metrics, retries, shadows);
    this.tools = { calls, deadlines: this.deadlines, metrics, retries, hedges: new HedgeBudgets() };
  }

  open(
    choice: RecordingChooser,
    { ask = chatAsk(), client = new FakeClient() }: { ask?: UpstreamAsk; client?: FakeClient } = {},
  ): { answer: Promise<Answer>; trace: AttemptTrace[]; client: FakeClient } {
    const trace: AttemptTrace[] = [];
    const answer = this.stage.open(ask, choice, client, trace);
    // A test that looks at the failure later has not overlooked it.
    answer.catch(() => undefined);
    return { answer, trace, client };
  }

  /** Lets time pass, and what is due happen. */
  pass(milliseconds: number): void {
    this.clock.advance(milliseconds);
    this.deadlines.sweep();
  }

  /** Calls that hold a place at a provider of limited concurrency. */
  underWayAt(provider: string): number {
    return this.#gates.underWayAt(provider);
  }

  /** How often it was counted, with these labels. */
  async count(
    name: 'fallbacks' | 'hedges' | 'denied' | 'shed' | 'queue' | 'shadows',
    labels: Readonly<Record<string, string>> = {},
  ): Promise<number> {
    const metric = {
      fallbacks: this.#fallbacks,
      hedges: this.#hedges,
      denied: this.#retriesDenied,
      shed: this.#shed,
      queue: this.#queue,
      shadows: this.#shadows,
    }[name];
    return (await metric.get()).values
      .filter((value) =>
        Object.entries(labels).every(([label, is]) => (value.labels as Record<string, unknown>)[label] === is),
      )
      .reduce((sum, { value }) => sum + value, 0);
  }

  async close(): Promise<void> {
    await this.pools.onApplicationShutdown();
    this.deadlines.onApplicationShutdown();
  }
}

function counter(name: string, labelNames: string[]): Counter {
  return new Counter({ name, help: name, labelNames, registers: [] });
}

export function chatAsk(fields: Record<string, unknown> = {}): UpstreamAsk {
  const body: Record<string, unknown> = { model: 'any', messages: [{ role: 'user', content: 'Hi.' }], ...fields };
  return {
    requestId: 'req_1',
    dialect: 'openai-chat',
    rawBody: Buffer.from(JSON.stringify(body)),
    body: JSON.parse(JSON.stringify(body)) as UpstreamAsk['body'],
    contentType: 'application/json',
    stream: body['stream'] === true,
    strict: false,
    protocolHeaders: [],
  };
}

/** A target at this address, speaking OpenAI's dialects. */
export function openAiAt(url: string, more: Partial<ProviderInstance> = {}): Target {
  const instance: ProviderInstance = {
    name: 'vendor',
    kind: 'openai',
    baseUrl: `${url}/v1`,
    credentials: { apiKey: new Secret('sk-fake') },
    quirks: NO_QUIRKS,
    ...more,
  };
  return { instance, model: 'gpt-fake' };
}

/** A target at this address, speaking Anthropic's dialect. */
export function anthropicAt(url: string, more: Partial<ProviderInstance> = {}): Target {
  return { ...openAiAt(url, { kind: 'anthropic', baseUrl: url, ...more }), model: 'claude-fake' };
}

/** An answer read to its end: what it said, and how it ended. */
export function readAnswer(answer: Answer): Promise<{ text: string; end: string }> {
  if (answer.kind === 'whole') return Promise.resolve({ text: answer.body.toString(), end: 'complete' });
  const { promise, resolve } = Promise.withResolvers<{ text: string; end: string }>();
  let text = '';
  answer.stream.frames.subscribe({
    next: (frames) => (text += frames.toString()),
    complete: () => resolve({ text, end: 'complete' }),
    error: (error: GatewayError) => resolve({ text, end: error.code }),
  });
  return promise;
}
