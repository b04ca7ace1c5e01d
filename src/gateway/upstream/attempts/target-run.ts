import { GatewayError } from '../../../kernel/errors.js';
import { adapterFor } from '../../providers/index.js';
import type { AttemptPolicy, ChosenTarget } from '../../providers/target-choice.js';
import type { Answer, AttemptOutcome, AttemptTrace } from '../attempt.js';
import { chooseLane } from '../lanes/choose-lane.js';
import type { LanePlan } from '../lanes/lane-plan.js';
import { AttemptFailed, NotAsked, StaleConnection } from './attempt-failed.js';
import { backoffMs } from './backoff.js';
import type { AttemptTools, OpenRequest } from './open-request.js';
import { Presence } from './presence.js';
import { waitFor } from './waiting.js';

/** A target that did not answer. */
export class TargetFailed {
  constructor(
    readonly error: GatewayError,
    /** `refused`: it cannot carry the request. `final`: no other would answer it either. */
    readonly kind: 'refused' | 'failed' | 'final',
  ) {}
}

/** All tries at one chosen target. Tells its chooser how it ended exactly once, whatever happens. */
export class TargetRun {
  readonly #presence = new Presence();
  readonly #policy: AttemptPolicy;
  readonly #provider: string;
  #answer: Answer | null = null;
  #trace: AttemptTrace | null = null;
  #hadStaleConnection = false;

  /** @param endsAt when the whole request must have ended, monotonic milliseconds */
  constructor(
    private readonly chosen: ChosenTarget,
    private readonly request: OpenRequest,
    private readonly tools: AttemptTools,
    private readonly endsAt: number,
  ) {
    this.#policy = request.choice.policy;
    this.#provider = chosen.target.instance.name;
  }

  get provider(): string {
    return this.#provider;
  }

  /** Rejects with the reason of `end`, and with what nobody has foreseen. */
  async outcome(): Promise<Answer | TargetFailed> {
    const { chosen } = this;
    let result: Answer | AttemptFailed | TargetFailed;
    try {
      result = await this.#ask();
    } catch (error) {
      chosen.released('left');
      throw error;
    }
    if (result instanceof TargetFailed) {
      chosen.released('left');
      return result;
    }
    if (!(result instanceof AttemptFailed)) return result;
    if (result instanceof NotAsked) chosen.released('left');
    else chosen.failed(result.reported, result.verdict);
    return new TargetFailed(result.reported, result.verdict.retry === 'never' ? 'final' : 'failed');
  }

  /** Nobody waits for it any more: its outcome rejects, or the stream that it has opened ends. */
  end(reason: GatewayError): void {
    this.#presence.end(reason);
    if (this.#answer?.kind === 'stream') this.#answer.stream.interrupt(reason);
  }

  /** Another target has answered first. */
  lose(): void {
    this.end(OUTRUN);
    if (this.#answer === null || this.#trace === null) return;
    this.#trace.outcome = 'left';
    // It was made, and will be on the bill.
    if (this.#answer.kind === 'whole') this.#trace.usage = this.#answer.facts.usage;
  }

  async #ask(): Promise<Answer | AttemptFailed | TargetFailed> {
    const { target } = this.chosen;
    const adapter = adapterFor(target.instance.kind);
    const plan = this.#plan();
    if (plan instanceof TargetFailed) return plan;
    this.tools.retries.of(this.#provider).asked();
    for (let tries = 1; ; tries += 1) {
      const startedAt = this.tools.deadlines.now();
      const trace = this.#begin(plan.kind);
      let wait: number | null;
      try {
        const answer = await this.tools.calls.make({
          ask: this.request.ask,
          target,
          adapter,
          plan,
          timeouts: this.#policy.timeouts,
          presence: this.#presence,
          isPatient: true,
          mayFallOver: () => this.request.choice.hasNext(),
        });
        return this.#answered(answer, trace, startedAt);
      } catch (error) {
        if (this.#presence.ended !== null || !(error instanceof AttemptFailed)) {
          this.#close(trace, 'left', startedAt);
          throw this.#presence.ended ?? error;
        }
        trace.error = error.reported;
        trace.usage = error.usage;
        this.#close(trace, 'failed', startedAt);
        wait = this.#waitBeforeNextTry(error, tries);
        if (wait === null) return error;
      }
      if (wait > 0) await waitFor(wait, this.#presence, this.tools.deadlines);
    }
  }

  #answered(answer: Answer, trace: AttemptTrace, startedAt: number): Answer {
    const { chosen } = this;
    if (this.#presence.ended !== null) {
      // Between its commit point and here; what was opened must not stay so.
      if (answer.kind === 'stream') answer.stream.interrupt(this.#presence.ended);
      throw this.#presence.ended;
    }
    this.#answer = answer;
    // From here on the stream itself is told, which knows what to say.
    this.#presence.onEnded = null;
    this.#close(trace, 'answered', startedAt);
    chosen.committed(this.tools.deadlines.now() - startedAt);
    if (answer.kind === 'stream') answer.stream.whenDone((ending) => chosen.released(ending));
    else chosen.released('answered');
    return answer;
  }

  #plan(): LanePlan | TargetFailed {
    const { target } = this.chosen;
    try {
      return chooseLane(this.request.ask, target, adapterFor(target.instance.kind));
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error;
      const trace = this.#begin(null);
      trace.error = error;
      this.#close(trace, 'skipped', this.tools.deadlines.now());
      return new TargetFailed(error, 'refused');
    }
  }

  /** `null`: not at this target again. */
  #waitBeforeNextTry(failed: AttemptFailed, tries: number): number | null {
    if (failed instanceof StaleConnection && !this.#hadStaleConnection) {
      this.#hadStaleConnection = true;
      return 0;
    }
    const { verdict } = failed;
    const { attempts, backoffMs: first, longestWaitMs } = this.#policy.retry;
    if (tries >= attempts || verdict.retry === 'never') return null;
    if ((verdict.retryAfterMs ?? 0) > longestWaitMs) return null;
    // One that says when it will be well again is waited for where nobody else could answer now.
    if (verdict.retry === 'next-target' && (verdict.retryAfterMs === undefined || this.request.choice.hasNext()))
      return null;
    const wait = backoffMs({ tries, backoffMs: first, retryAfterMs: verdict.retryAfterMs });
    if (this.tools.deadlines.now() + wait >= this.endsAt) return null;
    if (!this.tools.retries.of(this.#provider).take()) {
      this.tools.metrics.retryDenied(this.#provider);
      return null;
    }
    this.tools.metrics.retried(this.#provider);
    return wait;
  }

  #begin(lane: AttemptTrace['lane']): AttemptTrace {
    const { instance, model } = this.chosen.target;
    const trace: AttemptTrace = {
      provider: instance.name,
      model,
      lane,
      outcome: 'open',
      error: null,
      usage: null,
      milliseconds: 0,
    };
    this.request.trace.push(trace);
    this.#trace = trace;
    return trace;
  }

  #close(trace: AttemptTrace, outcome: AttemptOutcome, startedAt: number): void {
    trace.outcome = outcome;
    trace.milliseconds = this.tools.deadlines.now() - startedAt;
    this.tools.metrics.ended(this.#provider, outcome);
  }
}

/** Never shown to anybody: the client has an answer. */
const OUTRUN = new GatewayError('client_closed');
