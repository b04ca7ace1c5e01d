import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../../config/config.js';
import { GatewayError, toGatewayError } from '../../../kernel/errors.js';
import type { ProviderAdapter, Target, UpstreamFailure, UpstreamRequest } from '../../providers/provider.js';
import type { AttemptPolicy } from '../../providers/target-choice.js';
import type { Answer, ClientPresence, UpstreamAsk } from '../attempt.js';
import { authorizedInTime } from '../authorized-in-time.js';
import { Deadlines } from '../deadlines.js';
import { collectBody, type Exchange, type ResponseHead } from '../exchange.js';
import { FrameStream } from '../frame-stream.js';
import type { StreamPatience } from '../stream-patience.js';
import type { Place } from '../gate/provider-gate.js';
import { ProviderGates } from '../gate/provider-gates.js';
import { HttpExchange } from '../http.exchange.js';
import { InProcessExchange } from '../in-process.exchange.js';
import type { LanePlan, WholeAnswer } from '../lanes/lane-plan.js';
import { ConnectionsExhausted, type Lease } from '../origin-connections.js';
import { UpstreamPools } from '../pools.js';
import { isConnectionClosed, transportError } from '../transport-error.js';
import { ERROR_BODY_LIMIT, redirected, vendorError } from '../vendor-error.js';
import {
  ANOTHER,
  AttemptFailed,
  BROKEN,
  NotAsked,
  StaleConnection,
  streamFailure,
  transportFailure,
} from './attempt-failed.js';
import { AttemptWatch, type Patience } from './attempt-watch.js';

const NO_HEADERS: readonly string[] = [];
const ANSWER_BODY_LIMIT = 256 * 1024 * 1024;

/** One try at one target. */
export interface Attempt {
  readonly ask: UpstreamAsk;
  readonly target: Target;
  readonly adapter: ProviderAdapter;
  readonly plan: LanePlan;
  readonly timeouts: AttemptPolicy['timeouts'];
  readonly presence: ClientPresence;
  /** Whether it may wait for a place at its provider. */
  readonly isPatient: boolean;
  /** Whether another target could answer instead, so that what carries nothing yet is better held back. */
  readonly mayFallOver: () => boolean;
}

/** Calls one target once. */
@Injectable()
export class TargetCall {
  readonly #streams: StreamPatience;

  constructor(
    private readonly pools: UpstreamPools,
    private readonly gates: ProviderGates,
    private readonly deadlines: Deadlines,
    @Inject(CONFIG) private readonly config: Pick<Config, 'upstream'>,
  ) {
    this.#streams = { heartbeatsMs: config.upstream.silenceTimeoutMs, deadlines };
  }

  /** The answer, past its commit point. Rejects with AttemptFailed, or with why nobody waits for it any more. */
  async make(attempt: Attempt): Promise<Answer> {
    const entering = this.#enter(attempt);
    const place = entering instanceof Promise ? await entering : entering;
    let exchange: Exchange;
    try {
      const proving = this.#authorized(attempt);
      const request = proving instanceof Promise ? await proving : proving;
      // Gone while its place was waited for or its limits were asked: nothing is sent for nobody.
      if (attempt.presence.ended !== null) throw attempt.presence.ended;
      exchange = this.#send(attempt, request, place);
    } catch (error) {
      place?.leave();
      throw error;
    }
    attempt.presence.onEnded = () => exchange.abort();
    const watch = new AttemptWatch(exchange, attempt, this.deadlines, this.#patience(attempt));
    watch.start();
    try {
      return await answerOf(exchange, attempt, watch, this.#streams);
    } catch (error) {
      throw watch.failure ?? error;
    } finally {
      watch.stop();
    }
  }

  /** Waiting for a place takes no longer than waiting for a first token. */
  #enter({ target: { instance }, presence, timeouts, isPatient }: Attempt): Place | Promise<Place> | null {
    try {
      const entering = this.gates.enter(instance, presence, isPatient ? timeouts.firstTokenMs : 0);
      return entering instanceof Promise ? entering.catch(turnedAway) : entering;
    } catch (error) {
      return turnedAway(error);
    }
  }

  #authorized({ ask, target, adapter, plan, presence }: Attempt): UpstreamRequest | Promise<UpstreamRequest> {
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
    if (!(authorizing instanceof Promise)) return authorizing;
    const limitMs = this.config.upstream.firstByteTimeoutMs;
    return authorizedInTime(authorizing, presence, { provider: instance.name, limitMs }).catch((error: unknown) => {
      // No token or key could be had for this target; another may do without.
      throw new AttemptFailed(toGatewayError(error, ask.requestId), BROKEN);
    });
  }

  #send({ ask, target, adapter, timeouts }: Attempt, request: UpstreamRequest, place: Place | null): Exchange {
    if (adapter.answerInProcess) return new InProcessExchange(adapter.answerInProcess(request), () => place?.leave());
    const patience = {
      // A whole answer's first byte is its last word: it has all the time that the node gives.
      firstByteMs: ask.stream ? timeouts.firstTokenMs : this.config.upstream.firstByteTimeoutMs,
      idleMs: timeouts.idleMs,
    };
    if (target.instance.http2 === true) {
      const care = { timeouts: patience, deadlines: this.deadlines, released: () => place?.leave() };
      return orBusy(target.instance.name, () => this.pools.http2(request.origin).open(request, care));
    }
    const lease = orBusy(target.instance.name, () => this.pools.for(request.origin).lease());
    return new HttpExchange(place === null ? lease : leavingWith(lease, place), request, patience);
  }

  #patience({ ask, timeouts }: Attempt): Patience {
    return {
      // The connections themselves give up after the node's time.
      connectMs: timeouts.connectMs < this.config.upstream.connectTimeoutMs ? timeouts.connectMs : null,
      firstTokenMs: ask.stream ? timeouts.firstTokenMs : null,
    };
  }
}

async function answerOf(
  exchange: Exchange,
  attempt: Attempt,
  watch: AttemptWatch,
  patience: StreamPatience,
): Promise<Answer> {
  const { target, plan, adapter } = attempt;
  const { instance } = target;
  let head: ResponseHead;
  try {
    head = await exchange.head;
  } catch (error) {
    throw withoutHead(error as Error, exchange, attempt);
  }
  if (head.status >= 400) throw await refusal(exchange, head, attempt);
  if (head.status >= 300) {
    exchange.abort();
    throw new AttemptFailed(redirected(head.status, instance.name), BROKEN);
  }
  const base = { target, status: head.status, losses: plan.losses, upstreamHeaders: head.headers };
  const contentType = contentTypeOf(head);

  const lane = plan.openStream(contentType);
  if (lane !== null) {
    const hold = attempt.mayFallOver() ? (held: FrameStream) => watch.hold(held) : null;
    const stream = new FrameStream(exchange, lane, instance.name, hold, patience);
    try {
      await stream.committed;
    } catch (error) {
      throw streamFailure(error as GatewayError, lane.facts.usage, adapter, instance);
    }
    return { kind: 'stream', ...base, stream };
  }
  watch.stop();
  let bytes: Buffer;
  try {
    bytes = await collectBody(exchange, ANSWER_BODY_LIMIT);
  } catch (error) {
    throw transportFailure(error as Error, true, adapter, instance);
  }
  const endedAt = performance.now();
  const { failure, body, facts, contentType: ownType } = readWhole(plan, bytes, contentType);
  if (failure !== undefined) throw new AttemptFailed(failure, ANOTHER, facts.usage);
  return { kind: 'whole', ...base, body, facts, contentType: ownType, endedAt };
}

function withoutHead(error: Error, exchange: Exchange, { adapter, target }: Attempt): AttemptFailed {
  // Connections that are shared are asked for when others wait already.
  if (error instanceof ConnectionsExhausted) return new NotAsked(transportError(error, target.instance.name));
  const failure = transportFailure(error, exchange.sent, adapter, target.instance);
  const isStale = exchange.reused && isConnectionClosed(error);
  return isStale ? new StaleConnection(failure.reported, failure.verdict) : failure;
}

async function refusal(
  exchange: Exchange,
  head: ResponseHead,
  { adapter, target: { instance }, plan }: Attempt,
): Promise<AttemptFailed> {
  const body = await collectBody(exchange, ERROR_BODY_LIMIT).then(
    (bytes) => bytes.toString(),
    () => '',
  );
  const failure = { kind: 'status', status: head.status, headers: head.headers, body } satisfies UpstreamFailure;
  const verdict = adapter.classify(failure, instance);
  return new AttemptFailed(vendorError(failure, verdict, adapter, instance, plan), verdict);
}

/** No place at this provider; another may have one. */
function turnedAway(error: unknown): never {
  throw error instanceof GatewayError && error.code === 'busy' ? new NotAsked(error) : error;
}

/** More calls than connections: this provider has enough to do; another may have room. */
function orBusy<Opened>(provider: string, open: () => Opened): Opened {
  try {
    return open();
  } catch (error) {
    if (!(error instanceof ConnectionsExhausted)) throw error;
    throw new NotAsked(transportError(error, provider));
  }
}

/** The place is held until the body has ended, as the connection is. */
function leavingWith(lease: Lease, place: Place): Lease {
  return {
    ...lease,
    release(reusable) {
      lease.release(reusable);
      place.leave();
    },
  };
}

function contentTypeOf({ headers }: ResponseHead): string {
  const type = headers['content-type'];
  return typeof type === 'string' ? type : '';
}

function readWhole(plan: LanePlan, body: Buffer, contentType: string): WholeAnswer {
  try {
    return plan.readWhole(body, contentType);
  } catch (error) {
    if (error instanceof GatewayError) throw new AttemptFailed(error, BROKEN);
    throw error;
  }
}
