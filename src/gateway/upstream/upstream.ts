import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import { GatewayError, toGatewayError } from '../../kernel/errors.js';
import type { TokenUsage } from '../../kernel/token-usage.js';
import { adapterFor } from '../providers/index.js';
import type { ProviderAdapter, Target, UpstreamFailure, UpstreamRequest } from '../providers/provider.js';
import type { TargetChooser } from '../providers/target-choice.js';
import type { Answer, AttemptTrace, ClientPresence, UpstreamAsk } from './attempt.js';
import { authorizedInTime } from './authorized-in-time.js';
import { collectBody, type Exchange, type ResponseHead } from './exchange.js';
import { FrameStream } from './frame-stream.js';
import { HttpExchange } from './http.exchange.js';
import { InProcessExchange } from './in-process.exchange.js';
import { chooseLane } from './lanes/choose-lane.js';
import type { LanePlan, WholeAnswer } from './lanes/lane-plan.js';
import { ConnectionsExhausted, type Lease, type OriginConnections } from './origin-connections.js';
import { UpstreamPools } from './pools.js';
import { isConnectionClosed, transportError } from './transport-error.js';
import { ERROR_BODY_LIMIT, redirected, vendorError } from './vendor-error.js';

const NO_HEADERS: readonly string[] = [];
const ANSWER_BODY_LIMIT = 256 * 1024 * 1024;

/** Opens the answer to one request: the only place from which the gateway calls out for a client. */
@Injectable()
export class Upstream {
  constructor(
    private readonly pools: UpstreamPools,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * Tries one chosen target after the other until one answers. Before the first frame every failure may move on to the next target;
   * what is returned is past that point. Throws the last GatewayError. Fills `trace` as it goes.
   */
  async open(ask: UpstreamAsk, choice: TargetChooser, client: ClientPresence, trace: AttemptTrace[]): Promise<Answer> {
    let last: GatewayError | null = null;
    for (let chosen = choice.next(); chosen !== null; chosen = choice.next()) {
      const { target } = chosen;
      const adapter = adapterFor(target.instance.kind);
      const plan = chooseLane(ask, target, adapter);
      // One more try on a fresh connection: a kept-alive one may have been closed by the vendor just now.
      for (let tries = 0; tries < 2; tries += 1) {
        const attempt: AttemptTrace = {
          provider: target.instance.name,
          model: target.model,
          lane: plan.kind,
          outcome: 'open',
          error: null,
          usage: null,
        };
        trace.push(attempt);
        try {
          const answer = await this.#attempt(ask, target, adapter, plan, client);
          attempt.outcome = 'answered';
          return answer;
        } catch (error) {
          if (client.ended !== null) throw client.ended;
          if (!(error instanceof AttemptFailed)) throw error;
          attempt.outcome = 'failed';
          attempt.error = error.reported;
          attempt.usage = error.usage;
          last = error.reported;
          if (error.retry === 'never') throw error.reported;
          if (error.retry !== 'fresh-connection') break;
        }
      }
    }
    throw last ?? new GatewayError('internal_error', { requestId: ask.requestId });
  }

  async #attempt(
    ask: UpstreamAsk,
    target: Target,
    adapter: ProviderAdapter,
    plan: LanePlan,
    client: ClientPresence,
  ): Promise<Answer> {
    const { instance, model } = target;
    const prepared = adapter.prepare({
      instance,
      format: plan.dialect,
      model,
      stream: ask.stream,
      body: plan.body,
      contentType: plan.contentType,
      requestId: ask.requestId,
      protocolHeaders: plan.kind === 'verbatim' ? ask.protocolHeaders : NO_HEADERS,
    });
    const authorizing = adapter.authorize(prepared, instance);
    const authorized =
      authorizing instanceof Promise
        ? await authorizedInTime(authorizing, client, {
            provider: instance.name,
            limitMs: this.config.upstream.firstByteTimeoutMs,
          }).catch(unauthorized(ask))
        : authorizing;
    // Gone while its limits were asked: nothing is sent for nobody.
    if (client.ended !== null) throw client.ended;
    const exchange = this.#send(adapter, authorized, instance.name);
    client.onEnded = () => exchange.abort();

    const head = await headOf(exchange, instance.name);
    if (head.status >= 400) throw await refusal(exchange, head, adapter, target, plan);
    if (head.status >= 300) {
      exchange.abort();
      throw new AttemptFailed(redirected(head.status, instance.name), 'next-target');
    }
    const base = { target, status: head.status, losses: plan.losses, upstreamHeaders: head.headers };
    const contentType = contentTypeOf(head);

    const lane = plan.openStream(contentType);
    if (lane !== null) {
      const stream = new FrameStream(exchange, lane, instance.name);
      await stream.committed.catch((error: GatewayError) => {
        throw new AttemptFailed(error, 'next-target');
      });
      return { kind: 'stream', ...base, stream };
    }
    const body = await collectBody(exchange, ANSWER_BODY_LIMIT).catch((error: Error) => {
      throw new AttemptFailed(transportError(error, instance.name), 'next-target');
    });
    const endedAt = performance.now();
    const { failure, ...whole } = readWhole(plan, body, contentType);
    if (failure !== undefined) throw new AttemptFailed(failure, 'next-target', whole.facts.usage);
    return { kind: 'whole', ...base, ...whole, endedAt };
  }

  #send(adapter: ProviderAdapter, request: UpstreamRequest, provider: string): Exchange {
    if (adapter.answerInProcess) return new InProcessExchange(adapter.answerInProcess(request));
    const { firstByteTimeoutMs, idleTimeoutMs } = this.config.upstream;
    const lease = leaseFrom(this.pools.for(request.origin), provider);
    return new HttpExchange(lease, request, { firstByteMs: firstByteTimeoutMs, idleMs: idleTimeoutMs });
  }
}

/** A failure before the commit point, with what may still be tried. */
class AttemptFailed extends Error {
  constructor(
    readonly reported: GatewayError,
    readonly retry: 'fresh-connection' | 'next-target' | 'never',
    /** What the vendor bills all the same. */
    readonly usage: TokenUsage | null = null,
  ) {
    super(reported.message);
  }
}

/** No token or key could be had for this target; another may do without. */
function unauthorized({ requestId }: UpstreamAsk): (error: unknown) => never {
  return (error) => {
    throw new AttemptFailed(toGatewayError(error, requestId), 'next-target');
  };
}

/** More calls than connections: this provider has enough to do; another may have room. */
function leaseFrom(connections: OriginConnections, provider: string): Lease {
  try {
    return connections.lease();
  } catch (error) {
    if (!(error instanceof ConnectionsExhausted)) throw error;
    throw new AttemptFailed(transportError(error, provider), 'next-target');
  }
}

async function headOf(exchange: Exchange, provider: string): Promise<ResponseHead> {
  try {
    return await exchange.head;
  } catch (error) {
    const reported = transportError(error as Error, provider);
    // Anything else may have reached the vendor's model: sent again it would be paid for twice.
    const isStale = exchange.reused && isConnectionClosed(error as Error);
    throw new AttemptFailed(reported, isStale ? 'fresh-connection' : 'next-target');
  }
}

async function refusal(
  exchange: Exchange,
  head: ResponseHead,
  adapter: ProviderAdapter,
  { instance }: Target,
  plan: LanePlan,
): Promise<AttemptFailed> {
  const body = await collectBody(exchange, ERROR_BODY_LIMIT).then(
    (bytes) => bytes.toString(),
    () => '',
  );
  const failure = { kind: 'status', status: head.status, headers: head.headers, body } satisfies UpstreamFailure;
  const verdict = adapter.classify(failure, instance);
  return new AttemptFailed(
    vendorError(failure, verdict, adapter, instance, plan),
    verdict.retry === 'never' ? 'never' : 'next-target',
  );
}

function contentTypeOf({ headers }: ResponseHead): string {
  const type = headers['content-type'];
  return typeof type === 'string' ? type : '';
}

function readWhole(plan: LanePlan, body: Buffer, contentType: string): WholeAnswer {
  try {
    return plan.readWhole(body, contentType);
  } catch (error) {
    if (error instanceof GatewayError) throw new AttemptFailed(error, 'next-target');
    throw error;
  }
}
