import { Injectable } from '@nestjs/common';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import type { Counter } from 'prom-client';
import { GatewayError } from '../../../kernel/errors.js';
import { METRIC } from '../../../observability/metrics.js';
import { adapterFor } from '../../providers/index.js';
import type { AttemptPolicy, ShadowTarget } from '../../providers/target-choice.js';
import type { Answer, UpstreamAsk } from '../attempt.js';
import { Presence } from '../attempts/presence.js';
import { TargetCall } from '../attempts/target-call.js';
import { Deadlines, type Timed } from '../deadlines.js';
import { chooseLane } from '../lanes/choose-lane.js';

/** Where the route sets no total. */
const LONGEST_MS = 600_000;
/** A mirrored answer is read for its end, not for what it says; a longer one is given up. */
const LONGEST_BYTES = 16 * 1024 * 1024;

type ShadowOutcome = 'answered' | 'failed' | 'cut' | 'skipped';

/**
 * Asks a second vendor the same and throws its answer away, so that an operator sees how it would have done. The client
 * neither waits for it nor pays for it: it begins in a later turn, is tried once, and never queues for a place.
 */
@Injectable()
export class Shadows {
  readonly #underWay = new Map<string, number>();

  constructor(
    private readonly calls: TargetCall,
    private readonly deadlines: Deadlines,
    @InjectMetric(METRIC.upstreamShadows) private readonly metric: Counter,
  ) {}

  mirror(ask: UpstreamAsk, shadow: ShadowTarget, policy: AttemptPolicy): void {
    const { instance, model } = shadow.target;
    const place = `${instance.name}/${model}`;
    const underWay = this.#underWay.get(place) ?? 0;
    if (underWay >= shadow.concurrency) {
      this.#count(instance.name, 'skipped');
      return;
    }
    this.#underWay.set(place, underWay + 1);
    setImmediate(() => {
      void this.#ask(ask, shadow, policy)
        .catch((): ShadowOutcome => 'failed')
        .then((outcome) => {
          this.#underWay.set(place, (this.#underWay.get(place) ?? 1) - 1);
          this.#count(instance.name, outcome);
        });
    });
  }

  async #ask(original: UpstreamAsk, { target }: ShadowTarget, { timeouts }: AttemptPolicy): Promise<ShadowOutcome> {
    // What the gateway keeps of conversations is the answer that the client got.
    const ask = { ...original, onAnswer: undefined };
    const presence = new Presence();
    const timed: Timed = {
      dueAt: this.deadlines.now() + (timeouts.totalMs ?? LONGEST_MS),
      due: () => presence.end(new GatewayError('provider_timeout', { provider: target.instance.name })),
    };
    this.deadlines.watch(timed);
    try {
      const adapter = adapterFor(target.instance.kind);
      const plan = chooseLane(ask, target, adapter);
      const answer = await this.calls.make({
        ask,
        target,
        adapter,
        plan,
        timeouts,
        presence,
        isPatient: false,
        mayFallOver: () => false,
      });
      return await drained(answer, presence);
    } finally {
      this.deadlines.forget(timed);
    }
  }

  #count(provider: string, outcome: ShadowOutcome): void {
    this.metric.inc({ provider, outcome });
  }
}

function drained(answer: Answer, presence: Presence): Promise<ShadowOutcome> {
  if (answer.kind === 'whole') return Promise.resolve('answered');
  const { stream } = answer;
  return new Promise((resolve) => {
    stream.whenDone((ending) => resolve(ending === 'answered' ? 'answered' : 'cut'));
    presence.onEnded = (reason) => stream.interrupt(reason);
    stream.frames.subscribe({
      next: () => {
        if (stream.bytes > LONGEST_BYTES) stream.interrupt(new GatewayError('client_closed'));
      },
      // How it ended is said above.
      error: () => undefined,
    });
  });
}
