import type { UpstreamExchange } from './upstream-exchange.ts';

/** Hands requests to a test that plays the vendor itself, in the order of their arrival. */
export class ExchangeQueue {
  readonly #arrived: UpstreamExchange[] = [];
  readonly #waiting: ((exchange: UpstreamExchange) => void)[] = [];

  add(exchange: UpstreamExchange): void {
    const next = this.#waiting.shift();
    if (next) next(exchange);
    else this.#arrived.push(exchange);
  }

  /** The next request, also one that has arrived already. */
  next(): Promise<UpstreamExchange> {
    const exchange = this.#arrived.shift();
    if (exchange) return Promise.resolve(exchange);
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
    });
  }
}
