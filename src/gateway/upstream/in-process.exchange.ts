import type { InProcessAnswer } from '../providers/provider.js';
import { type BodySink, type Exchange, ExchangeAborted, type ResponseHead } from './exchange.js';

/** A built-in provider's answer, delivered like a network's: one chunk a turn, paused and aborted the same way. */
export class InProcessExchange implements Exchange {
  readonly head: Promise<ResponseHead>;
  readonly reused = false;
  readonly sent = true;
  readonly #chunks: Iterator<string>;
  #sink: BodySink | null = null;
  #paused = false;
  #finished = false;
  #failure: Error | null = null;
  #scheduled = false;

  /** @param onEnded called when nothing more will come of it */
  constructor(
    answer: InProcessAnswer,
    private readonly onEnded: () => void = () => undefined,
  ) {
    this.#chunks = answer.chunks[Symbol.iterator]();
    this.head = Promise.resolve({ status: answer.status, headers: { 'content-type': answer.contentType } });
  }

  attach(sink: BodySink): void {
    this.#sink = sink;
    if (this.#failure !== null) sink.error(this.#failure);
    this.#schedule();
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    this.#schedule();
  }

  abort(): void {
    if (this.#finished) return;
    this.#chunks.return?.();
    this.#fail(new ExchangeAborted());
  }

  #schedule(): void {
    if (this.#scheduled || this.#finished) return;
    this.#scheduled = true;
    setImmediate(() => this.#step());
  }

  #step(): void {
    this.#scheduled = false;
    if (this.#paused || this.#finished || this.#sink === null) return;
    let next: IteratorResult<string>;
    try {
      next = this.#chunks.next();
    } catch (error) {
      this.#fail(error instanceof Error ? error : new Error(String(error)));
      return;
    }
    if (next.done === true) {
      this.#finished = true;
      this.onEnded();
      this.#sink.end();
      return;
    }
    this.#sink.data(Buffer.from(next.value));
    this.#schedule();
  }

  #fail(error: Error): void {
    this.#finished = true;
    this.onEnded();
    this.#failure = error;
    this.#sink?.error(error);
  }
}
