import { type BodySink, type Exchange, ExchangeAborted, type ResponseHead } from '../exchange.js';

/** A call whose connection is still being made. Then it is the call that this becomes. */
export class OpeningExchange implements Exchange {
  readonly head: Promise<ResponseHead>;
  #call: Exchange | null = null;
  #isWaiting = true;
  #resolveHead!: (head: Promise<ResponseHead>) => void;
  #rejectHead!: (error: Error) => void;

  /** @param released called where there never is a call */
  constructor(private readonly released: () => void) {
    this.head = new Promise((resolve, reject) => {
      this.#resolveHead = resolve;
      this.#rejectHead = reject;
    });
  }

  /** Nobody has given it up, and there is no call yet. */
  get isWaiting(): boolean {
    return this.#isWaiting;
  }

  get reused(): boolean {
    return this.#call?.reused ?? false;
  }

  get sent(): boolean {
    return this.#call?.sent ?? false;
  }

  become(call: Exchange): void {
    this.#isWaiting = false;
    this.#call = call;
    this.#resolveHead(call.head);
  }

  fail(error: Error): void {
    if (!this.#isWaiting) return;
    this.#isWaiting = false;
    this.released();
    this.#rejectHead(error);
  }

  /** There is a call by then: it has given its head. */
  attach(sink: BodySink): void {
    this.#call?.attach(sink);
  }

  pause(): void {
    this.#call?.pause();
  }

  resume(): void {
    this.#call?.resume();
  }

  abort(): void {
    this.#call?.abort();
    this.fail(new ExchangeAborted());
  }
}
