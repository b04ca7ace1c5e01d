import { Injectable } from '@nestjs/common';
import { GatewayError, toGatewayError } from '../../../kernel/errors.js';
import type { JsonObject } from '../../../kernel/json.js';
import { noUsage } from '../../../kernel/token-usage.js';
import { RequestObserver } from '../../../observability/request-observer.js';
import type { CanonicalRequest } from '../../protocols/canonical/request.js';
import { adapterFor } from '../../providers/index.js';
import type { Target } from '../../providers/provider.js';
import { rateLimitHeaders } from '../../rate-limiting/rate-limit.headers.js';
import { RateLimiter } from '../../rate-limiting/rate-limiter.js';
import { ModelRouter } from '../../routing/model-router.js';
import { CompletionPipeline } from '../completion.pipeline.js';
import type { ClientResponse, IngressCall } from '../ingress-call.js';
import { Journey } from '../journey.js';
import { limitReached } from '../limit-reached.js';
import { TokenCounter } from './token-counter.js';

/** What a door knows of its question: the request, read only if it must be counted here, and how its answer looks. */
export interface TokenQuestion {
  request(): CanonicalRequest;
  answer(tokens: number): JsonObject;
}

/** How many tokens is this request? The target is asked where it speaks the door's format; the others are estimated. */
@Injectable()
export class TokenCountPipeline {
  constructor(
    private readonly completion: CompletionPipeline,
    private readonly limiter: RateLimiter,
    private readonly router: ModelRouter,
    private readonly counter: TokenCounter,
    private readonly observer: RequestObserver,
  ) {}

  /** Answers the client in every case; never rejects. */
  async run(call: IngressCall, client: ClientResponse, question: TokenQuestion): Promise<void> {
    const target = this.#targetOf(call);
    if (target === null || speaks(target, call.dialect)) await this.completion.run(call, client);
    else await this.#estimate(call, client, question, target);
  }

  /** `null` for a model that nobody serves: that is for the completion pipeline to say. */
  #targetOf({ model }: IngressCall): Target | null {
    try {
      return this.router.resolve(model)[0] ?? null;
    } catch (error) {
      if (error instanceof GatewayError) return null;
      throw error;
    }
  }

  /** Nobody is asked and nothing is paid for, so no ledger row; the log line and the counters are as ever. */
  async #estimate(call: IngressCall, client: ClientResponse, question: TokenQuestion, target: Target): Promise<void> {
    const journey = new Journey(call);
    journey.provider = target.instance.name;
    journey.model = target.model;
    journey.usage = noUsage();
    const headers: string[] = ['x-request-id', call.requestId];
    this.observer.started();
    try {
      const admission = await this.limiter.admit(call.principal);
      headers.push(...rateLimitHeaders(admission));
      if (!admission.allowed) throw limitReached(admission);
      const tokens = await this.counter.count(question.request());
      headers.push('x-gateway-token-count', 'estimated');
      client.sendWhole(
        { status: 200, headers, contentType: null },
        Buffer.from(JSON.stringify(question.answer(tokens))),
      );
    } catch (error) {
      const failure = toGatewayError(error, call.requestId);
      journey.failed(failure, client.opened);
      client.sendError(failure, headers);
    }
    journey.ended(performance.now());
    this.observer.finished(journey);
  }
}

function speaks({ instance, model }: Target, format: IngressCall['dialect']): boolean {
  return adapterFor(instance.kind).formats(instance, model).includes(format);
}
