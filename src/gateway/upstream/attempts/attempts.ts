import { GatewayError } from '../../../kernel/errors.js';
import type { AttemptPolicy, ChosenTarget } from '../../providers/target-choice.js';
import type { Answer } from '../attempt.js';
import type { Timed } from '../deadlines.js';
import type { AttemptTools, OpenRequest } from './open-request.js';
import { TargetFailed, TargetRun } from './target-run.js';

type Outcome = Answer | TargetFailed;

/**
 * One request's way through its targets: one after the other until one answers, and where its route hedges two at a time.
 * Before the commit point nobody sees any of it.
 */
export class Attempts implements Timed {
  /** The end of its time: `total` of its route. */
  readonly dueAt: number;
  readonly #runs: TargetRun[] = [];
  #ended: GatewayError | null = null;

  constructor(
    private readonly request: OpenRequest,
    private readonly tools: AttemptTools,
  ) {
    const { totalMs } = request.choice.policy.timeouts;
    this.dueAt = totalMs === null ? Infinity : tools.deadlines.now() + totalMs;
  }

  /** The answer, past its commit point. Rejects with the GatewayError that the client is to see. */
  async open(): Promise<Answer> {
    const { client } = this.request;
    if (client.ended !== null) throw client.ended;
    client.onEnded = (reason) => this.#end(reason);
    if (this.dueAt !== Infinity) this.tools.deadlines.watch(this);
    try {
      const answer = await this.#firstAnswer();
      // Its time runs on until the last byte.
      if (answer.kind !== 'stream') this.tools.deadlines.forget(this);
      else if (this.dueAt !== Infinity) answer.stream.whenDone(() => this.tools.deadlines.forget(this));
      return answer;
    } catch (error) {
      this.tools.deadlines.forget(this);
      throw this.#ended ?? error;
    }
  }

  due(): void {
    const provider = this.#runs.at(-1)?.provider ?? 'upstream';
    this.#end(new GatewayError('provider_timeout', { provider }));
  }

  #end(reason: GatewayError): void {
    this.#ended ??= reason;
    for (const run of this.#runs) run.end(reason);
  }

  async #firstAnswer(): Promise<Answer> {
    const { choice, ask } = this.request;
    let refusal: GatewayError | null = null;
    let failure: GatewayError | null = null;
    let leaves: string | null = null;
    for (let chosen = choice.next(); chosen !== null; chosen = choice.next()) {
      if (leaves !== null) this.tools.metrics.fellBack(leaves);
      const run = this.#start(chosen);
      const { hedge } = choice.policy;
      const outcome = hedge === null ? await run.outcome() : await this.#hedged(run, hedge);
      if (!(outcome instanceof TargetFailed)) return outcome;
      if (outcome.kind === 'final') throw outcome.error;
      if (outcome.kind === 'refused') refusal ??= outcome.error;
      else failure = outcome.error;
      leaves = outcome.kind === 'failed' ? run.provider : null;
      if (this.#ended !== null) throw this.#ended;
    }
    throw failure ?? refusal ?? new GatewayError('internal_error', { requestId: ask.requestId });
  }

  #start(chosen: ChosenTarget): TargetRun {
    const run = new TargetRun(chosen, this.request, this.tools, this.dueAt);
    this.#runs.push(run);
    return run;
  }

  /** Where the first target stays silent a second is asked as well; the first answer counts, the other call is given up. */
  async #hedged(first: TargetRun, hedge: NonNullable<AttemptPolicy['hedge']>): Promise<Outcome> {
    const { choice } = this.request;
    const budget = this.tools.hedges.of(choice.policy);
    budget.asked(hedge.share);
    const outcome = first.outcome();
    if (await this.#isThereBy(outcome, hedge.afterMs)) return await outcome;
    if (!choice.hasNext() || !budget.take()) return await outcome;
    const chosen = choice.next();
    if (chosen === null) return await outcome;
    return await this.#race([first, outcome], this.#start(chosen));
  }

  async #race([first, firstOutcome]: [TargetRun, Promise<Outcome>], second: TargetRun): Promise<Outcome> {
    const secondOutcome = second.outcome();
    const tagged = (run: TargetRun, outcome: Promise<Outcome>) => outcome.then((value) => ({ run, value }));
    const pair = [tagged(first, firstOutcome), tagged(second, secondOutcome)] as const;
    // The one that loses rejects when nobody listens any more.
    for (const each of pair) each.catch(() => undefined);
    try {
      const earlier = await Promise.race(pair);
      const failed = earlier.value instanceof TargetFailed;
      // One that only failed leaves it to the other.
      const { run, value } =
        failed && (earlier.value as TargetFailed).kind !== 'final'
          ? await (earlier.run === first ? pair[1] : pair[0])
          : earlier;
      const isWon = run === second && !(value instanceof TargetFailed);
      this.tools.metrics.hedged(second.provider, isWon ? 'won' : 'lost');
      (run === first ? second : first).lose();
      return value;
    } catch (error) {
      first.lose();
      second.lose();
      throw error;
    }
  }

  /** Whether a promise has settled within the time. */
  #isThereBy(promise: Promise<unknown>, milliseconds: number): Promise<boolean> {
    const { deadlines } = this.tools;
    return new Promise((resolve) => {
      const timed: Timed = { dueAt: deadlines.now() + milliseconds, due: () => resolve(false) };
      deadlines.watch(timed);
      const settled = () => {
        deadlines.forget(timed);
        resolve(true);
      };
      promise.then(settled, settled);
    });
  }
}
