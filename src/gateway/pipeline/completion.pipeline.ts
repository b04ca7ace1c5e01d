import { Injectable } from '@nestjs/common';
import { catchError, of, tap, throwError } from 'rxjs';
import { type GatewayError, toGatewayError } from '../../kernel/errors.js';
import type { KeptAnswer } from '../cache/kept-answer.js';
import { ResponseCache } from '../cache/response-cache.js';
import { rateLimitHeaders } from '../rate-limiting/rate-limit.headers.js';
import { ModelRouter } from '../routing/model-router.js';
import { isClientDialect } from '../protocols/index.js';
import { lostParams } from '../protocols/canonical/loss.js';
import type { Answer } from '../upstream/attempt.js';
import { Upstream } from '../upstream/upstream.js';
import { estimateUsage, estimateWhole } from '../usage/estimate.js';
import { AdmissionStage } from './admission/admission.stage.js';
import { limitReached } from './admission/limit-reached.js';
import type { ClientResponse, FlatHeaders, IngressCall } from './ingress-call.js';
import { Journey } from './journey.js';
import { answeredFromCache, keepStream, keepWhole, replay } from './kept-answers.js';
import { answerHeaders } from './response-headers.js';
import { underRules } from './route-rules.js';
import { Settlement } from './settlement.js';

type StreamedAnswer = Extract<Answer, { kind: 'stream' }>;

/**
 * The file to read first: one request, in order. Admit, look whether it was answered before, resume its conversation, route,
 * open the answer upstream, send it, settle. Alone it composes the stages; none of them knows another.
 */
@Injectable()
export class CompletionPipeline {
  constructor(
    private readonly admission: AdmissionStage,
    private readonly router: ModelRouter,
    private readonly upstream: Upstream,
    private readonly settlement: Settlement,
    private readonly cache: ResponseCache,
  ) {}

  /** Answers the client in every case; never rejects. */
  async run(asked: IngressCall, client: ClientResponse): Promise<void> {
    const journey = new Journey(asked);
    const headers: string[] = ['x-request-id', asked.requestId];
    this.settlement.begin();
    try {
      const admitted = this.admission.admit(asked);
      // In the same tick, so that both questions to Redis are under way together.
      journey.cache = this.cache.visit(asked);
      const admission = admitted instanceof Promise ? await admitted : admitted;
      headers.push(...rateLimitHeaders(admission));
      if (admission.refusal !== null) throw limitReached(admission.refusal);
      journey.ticket = admission.ticket;

      if (journey.cache?.reads) {
        const kept = await journey.cache.read();
        if (kept !== null) {
          this.#again(journey, kept, client, headers);
          return;
        }
        journey.cacheResult = 'miss';
        headers.push('x-gateway-cache', 'miss');
      }

      const resumed = asked.resume === undefined ? asked : await asked.resume();
      const choice = this.router.choose(resumed);
      const call = underRules(resumed, choice.rules);
      journey.call = call;
      journey.route = choice.trace;
      // Side calls may be answered whole although a stream was asked for, so nothing may be sent before the vendor's head.
      if (call.stream && isClientDialect(call.dialect)) client.expectStream(() => headers);
      journey.sentAt = performance.now();
      const answer = await this.upstream.open(call, choice, client, journey.trace);
      this.#send(journey, answer, client, headers);
    } catch (error) {
      this.#fail(journey, toGatewayError(error, asked.requestId), client, headers);
    }
  }

  #again(journey: Journey, kept: KeptAnswer, client: ClientResponse, headers: FlatHeaders): void {
    answeredFromCache(kept, journey);
    this.settlement.settle(journey);
    replay(kept, journey, client, headers);
  }

  #send(journey: Journey, answer: Answer, client: ClientResponse, headers: string[]): void {
    journey.provider = answer.target.instance.name;
    journey.model = answer.target.model;
    journey.dropped = lostParams(answer.losses);
    headers.push(...answerHeaders(answer, journey));
    journey.status = answer.status;
    if (answer.kind === 'stream') {
      this.#stream(journey, answer, client, headers);
      return;
    }
    journey.upstreamEndedAt = answer.endedAt;
    journey.answered(answer.facts);
    journey.usage ??= estimateWhole(journey.call.rawBody.length, answer.body.length);
    // Settled before it is sent: what a client has read is in the ledger, whatever happens to the process next.
    this.settlement.settle(journey);
    keepWhole(journey, answer, headers);
    client.sendWhole({ status: answer.status, headers, contentType: answer.contentType }, answer.body);
  }

  #stream(journey: Journey, answer: StreamedAnswer, client: ClientResponse, headers: FlatHeaders): void {
    const { call } = journey;
    const { status, stream } = answer;
    const settle = once(() => {
      journey.upstreamEndedAt = stream.endedAt;
      journey.answered(stream.lane.facts);
      journey.usage ??= estimateUsage({ bodyBytes: call.rawBody.length }, stream);
      this.settlement.settle(journey);
    });
    stream.onWhole = settle;
    client.onEnded = (reason) => stream.interrupt(reason);
    journey.firstTokenMs = performance.now() - call.startedAt;
    const frames = keepStream(journey, answer, headers).pipe(
      catchError((error: unknown) => {
        const failure = toGatewayError(error, call.requestId);
        journey.failed(failure, true);
        settle();
        const lastWords = stream.lane.interrupt(failure, call.interruption ?? 'finish');
        return lastWords === null ? throwError(() => failure) : of(lastWords);
      }),
      tap({ complete: settle }),
    );
    client.sendStream({ status, headers, contentType: stream.lane.contentType }, frames, stream);
  }

  #fail(journey: Journey, error: GatewayError, client: ClientResponse, headers: FlatHeaders): void {
    journey.failed(error, client.opened);
    this.settlement.settle(journey);
    const { attempts } = journey;
    client.sendError(error, attempts === 0 ? headers : [...headers, 'x-gateway-attempts', String(attempts)]);
  }
}

function once(action: () => void): () => void {
  let done = false;
  return () => {
    if (done) return;
    done = true;
    action();
  };
}
