import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import { GatewayError } from '../../kernel/errors.js';
import { inTime } from '../../kernel/in-time.js';
import { SnapshotHolder } from '../../state/snapshot.holder.js';
import { adapterFor } from '../providers/index.js';
import type { ProviderInstance, StoredAnswerQuestion, UpstreamRequest } from '../providers/provider.js';
import { collectBody } from './exchange.js';
import { HttpExchange } from './http.exchange.js';
import { UpstreamPools } from './pools.js';
import { transportError } from './transport-error.js';
import { redirected } from './vendor-error.js';
import { withoutCredentials } from './without-credentials.js';

const BODY_LIMIT = 64 * 1024 * 1024;

/** A vendor's answer as it came; refusals are answers too. */
export interface StoredAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/** Answers that a vendor itself keeps, by the vendor's own ids. */
@Injectable()
export class StoredAnswers {
  constructor(
    private readonly state: SnapshotHolder,
    private readonly pools: UpstreamPools,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * Asks the providers that keep answers, one after another until one knows this one: an id does not say whose it is.
   * `null` where none of them keeps any. Throws GatewayError where one cannot be asked.
   */
  async ask(question: StoredAnswerQuestion): Promise<StoredAnswer | null> {
    let unknown: StoredAnswer | null = null;
    for (const instance of this.state.current.providers.values()) {
      const adapter = adapterFor(instance.kind);
      const prepared = adapter.storedAnswer?.(instance, question);
      if (!prepared) continue;
      const answer = await this.#ask(instance, await this.#authorized(adapter.authorize(prepared, instance), instance));
      if (answer.status !== 404) return answer;
      unknown ??= answer;
    }
    return unknown;
  }

  #authorized(authorizing: UpstreamRequest | Promise<UpstreamRequest>, { name }: ProviderInstance) {
    const late = () => new GatewayError('provider_timeout', { provider: name });
    return inTime(Promise.resolve(authorizing), this.config.upstream.firstByteTimeoutMs, late);
  }

  async #ask(instance: ProviderInstance, request: UpstreamRequest): Promise<StoredAnswer> {
    const { firstByteTimeoutMs, idleTimeoutMs } = this.config.upstream;
    try {
      const lease = this.pools.for(request.origin).lease();
      const exchange = new HttpExchange(lease, request, { firstByteMs: firstByteTimeoutMs, idleMs: idleTimeoutMs });
      const { status, headers } = await exchange.head;
      const text = (await collectBody(exchange, BODY_LIMIT)).toString();
      if (status >= 300 && status < 400) throw redirected(status, instance.name);
      const contentType = String(headers['content-type'] ?? 'application/json');
      return { status, contentType, body: withoutCredentials(text, instance) };
    } catch (error) {
      throw error instanceof GatewayError ? error : transportError(error as Error, instance.name);
    }
  }
}
