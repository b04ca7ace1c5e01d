import type { Gateway } from './gateway.ts';
import { rawChat } from './raw-chat.ts';

/** Clients that ask again as soon as they are answered. */
export class SteadyTraffic {
  /** Requests whose answers were read to the end. */
  readonly answered: string[] = [];
  /** Requests that ended otherwise, with how. */
  readonly failures: string[] = [];
  #stopped = false;
  readonly #clients: Promise<unknown>;

  constructor(
    private readonly gateway: Gateway,
    private readonly apiKey: string,
    clients: number,
  ) {
    this.#clients = Promise.all(Array.from({ length: clients }, (_, client) => this.#ask(client % 2 === 0)));
  }

  /** Resolves when every client has the last answer that it waits for, or has lost it. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#clients;
  }

  async #ask(stream: boolean): Promise<void> {
    const question = { model: 'echo', stream, messages: [{ role: 'user', content: 'Say it again.' }] };
    while (!this.#stopped) {
      try {
        const response = await rawChat(this.gateway, this.apiKey, question);
        await response.text();
        const id = response.headers.get('x-request-id');
        if (response.status === 200 && id !== null) this.answered.push(id);
        else this.failures.push(`status ${response.status}`);
      } catch (error) {
        this.failures.push(String(error));
      }
    }
  }
}
