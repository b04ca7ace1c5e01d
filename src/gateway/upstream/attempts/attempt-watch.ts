import type { ProviderAdapter, Target } from '../../providers/provider.js';
import type { Deadlines, Timed } from '../deadlines.js';
import type { Exchange } from '../exchange.js';
import type { FrameStream } from '../frame-stream.js';
import { ConnectTimeout, FirstTokenTimeout } from '../transport-error.js';
import { type AttemptFailed, transportFailure } from './attempt-failed.js';

/**
 * How long frames that carry nothing yet are kept back, so that an error right behind them can still be answered by
 * another target. A model that thinks for minutes after them must not look dead to its client.
 */
export const LONGEST_HOLD_MS = 1000;

/** Milliseconds; `null` where nobody but the connection's own timers looks. */
export interface Patience {
  readonly connectMs: number | null;
  readonly firstTokenMs: number | null;
}

/** The patience with one attempt: until its connection stands, until its first token, until what is held must go. */
export class AttemptWatch implements Timed {
  dueAt: number;
  /** What it ended the attempt with. */
  failure: AttemptFailed | null = null;
  #stream: FrameStream | null = null;
  readonly #firstTokenAt: number;
  #letGoAt = Infinity;

  constructor(
    private readonly exchange: Exchange,
    private readonly at: { readonly adapter: ProviderAdapter; readonly target: Target },
    private readonly deadlines: Deadlines,
    { connectMs, firstTokenMs }: Patience,
  ) {
    const now = deadlines.now();
    this.#firstTokenAt = firstTokenMs === null ? Infinity : now + firstTokenMs;
    this.dueAt = Math.min(this.#firstTokenAt, connectMs === null ? Infinity : now + connectMs);
  }

  start(): void {
    if (this.dueAt !== Infinity) this.deadlines.watch(this);
  }

  stop(): void {
    this.deadlines.forget(this);
  }

  /** The answer is a stream, and its frames so far are held. */
  hold(stream: FrameStream): void {
    this.#stream = stream;
    this.#letGoAt = this.deadlines.now() + LONGEST_HOLD_MS;
    this.#next();
  }

  due(): void {
    if (!this.exchange.sent) {
      this.#fail(new ConnectTimeout());
      return;
    }
    const now = this.deadlines.now();
    if (now >= this.#firstTokenAt) this.#fail(new FirstTokenTimeout());
    else if (now >= this.#letGoAt) this.#stream?.letGo();
    else this.#next();
  }

  #next(): void {
    this.dueAt = Math.min(this.#firstTokenAt, this.#letGoAt);
    this.start();
  }

  #fail(cause: Error): void {
    this.failure = transportFailure(cause, this.exchange.sent, this.at.adapter, this.at.target.instance);
    this.exchange.abort();
  }
}
