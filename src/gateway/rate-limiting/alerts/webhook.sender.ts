import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '../../../kernel/clock.js';
import type { Secret } from '../../../kernel/secret.js';
import { webhookSignature } from './webhook.signature.js';

export interface Webhook {
  readonly url: string;
  readonly secret: Secret;
}

const ATTEMPTS = 5;
const FIRST_PAUSE_MS = 1000;
const TIMEOUT_MS = 5000;
/** Under way and waiting; more than that at once is a receiver that does not answer. */
const MOST = 100;

/**
 * POSTs to the operator's own address, off every request's path: a few times with growing pauses, then it is given up. A
 * message may arrive twice; `x-gateway-delivery` is the same then.
 */
export class WebhookSender {
  #underWay = 0;
  readonly #closing = new AbortController();

  constructor(
    private readonly clock: Clock,
    private readonly firstPauseMs = FIRST_PAUSE_MS,
  ) {}

  /** Whether it arrived. Never rejects. */
  async send({ url, secret }: Webhook, delivery: string, message: object): Promise<boolean> {
    if (this.#underWay >= MOST) return false;
    this.#underWay += 1;
    try {
      const body = JSON.stringify(message);
      for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
        if (attempt > 0)
          await wait(this.firstPauseMs * 2 ** (attempt - 1), null, { signal: this.#closing.signal, ref: false });
        const signature = webhookSignature(secret, body, this.clock.now());
        if (await this.#post(url, body, { 'x-gateway-signature': signature, 'x-gateway-delivery': delivery }))
          return true;
      }
      return false;
    } catch {
      // Closing.
      return false;
    } finally {
      this.#underWay -= 1;
    }
  }

  close(): void {
    this.#closing.abort();
  }

  async #post(url: string, body: string, headers: Readonly<Record<string, string>>): Promise<boolean> {
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json', 'user-agent': 'ai-gateway' },
        body,
        redirect: 'error',
        signal: AbortSignal.any([this.#closing.signal, AbortSignal.timeout(TIMEOUT_MS)]),
      });
      await response.body?.cancel();
      return response.ok;
    } catch {
      return false;
    }
  }
}
