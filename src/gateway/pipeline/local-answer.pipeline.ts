import { Injectable } from '@nestjs/common';
import { toGatewayError } from '../../kernel/errors.js';
import type { JsonObject } from '../../kernel/json.js';
import { noUsage } from '../../kernel/token-usage.js';
import { RequestObserver } from '../../observability/request-observer.js';
import { rateLimitHeaders } from '../rate-limiting/rate-limit.headers.js';
import { ModelRouter } from '../routing/model-router.js';
import { AdmissionStage } from './admission/admission.stage.js';
import { limitReached } from './admission/limit-reached.js';
import type { ClientResponse, FlatHeaders, IngressCall } from './ingress-call.js';
import { Journey } from './journey.js';

export interface LocalAnswer {
  readonly headers: FlatHeaders;
  readonly body: JsonObject;
}

/**
 * What the gateway answers in a vendor's place. Admitted, logged and counted like any request; no vendor is asked and
 * nothing is paid for, so there is no ledger row.
 */
@Injectable()
export class LocalAnswerPipeline {
  constructor(
    private readonly admission: AdmissionStage,
    private readonly router: ModelRouter,
    private readonly observer: RequestObserver,
  ) {}

  /** Answers the client in every case; never rejects. */
  async run(
    call: IngressCall,
    client: ClientResponse,
    answer: () => LocalAnswer | Promise<LocalAnswer>,
  ): Promise<void> {
    const journey = new Journey(call);
    const headers: string[] = ['x-request-id', call.requestId];
    this.observer.started();
    try {
      const admission = await this.admission.admitFree(call.principal);
      headers.push(...rateLimitHeaders(admission));
      if (admission.refusal !== null) throw limitReached(admission.refusal);
      journey.ticket = admission.ticket;
      const [target] = this.router.resolve(call.model);
      journey.provider = target?.instance.name ?? null;
      journey.model = target?.model ?? null;
      journey.usage = noUsage();
      const { headers: more, body } = await answer();
      if (client.ended !== null) throw client.ended;
      headers.push(...more);
      client.sendWhole({ status: 200, headers, contentType: null }, Buffer.from(JSON.stringify(body)));
    } catch (error) {
      const failure = toGatewayError(error, call.requestId);
      journey.failed(failure, client.opened);
      client.sendError(failure, headers);
    }
    journey.ended(performance.now());
    this.admission.settle(journey);
    this.observer.finished(journey);
  }
}
