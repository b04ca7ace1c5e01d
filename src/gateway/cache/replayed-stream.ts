import { Observable, type Subscriber } from 'rxjs';
import type { GatewayError } from '../../kernel/errors.js';

/** A kept stream on its way to a client: as fast as its socket takes it, and no faster. */
export class ReplayedStream {
  readonly frames = new Observable<Buffer>((subscriber) => {
    this.#subscriber = subscriber;
    this.#flow();
  });
  #subscriber: Subscriber<Buffer> | null = null;
  #next = 0;
  #paused = false;

  constructor(private readonly blocks: readonly Buffer[]) {}

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    this.#flow();
  }

  /** Ends it before its time: the frames end with this error. */
  interrupt(reason: GatewayError): void {
    this.#subscriber?.error(reason);
  }

  #flow(): void {
    const subscriber = this.#subscriber;
    if (subscriber === null) return;
    while (!this.#paused && !subscriber.closed && this.#next < this.blocks.length) {
      subscriber.next(this.blocks[this.#next++] as Buffer);
    }
    if (this.#next === this.blocks.length) subscriber.complete();
  }
}
