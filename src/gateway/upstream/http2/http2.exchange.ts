import { type ClientHttp2Stream, constants, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http2';
import { errors } from 'undici';
import type { UpstreamRequest } from '../../providers/provider.js';
import type { Deadlines, Timed } from '../deadlines.js';
import { type BodySink, type Exchange, ExchangeAborted, type ResponseHead } from '../exchange.js';
import type { HttpTimeouts } from '../http.exchange.js';
import type { VendorSession } from './vendor-session.js';

/** What HTTP/2 says in other ways, or forbids (RFC 9113, 8.2.2). */
const NOT_IN_HTTP2 = new Set(['connection', 'host', 'keep-alive', 'proxy-connection', 'transfer-encoding', 'upgrade']);

/** The vendor ended the call without its answer's end. */
class CallCut extends Error {
  readonly code = 'ECONNRESET';
}

/** How a call over HTTP/2 is watched, and who hears of its end. */
export interface CallCare {
  readonly timeouts: HttpTimeouts;
  readonly deadlines: Deadlines;
  /** Called once, at whatever end. */
  readonly released: () => void;
}

/** One call of an HTTP/2 session. Pausing closes the call's own window; aborting ends this call and no connection. */
export class Http2Exchange implements Exchange, Timed {
  readonly head: Promise<ResponseHead>;
  /** A vendor that closes a session says which calls it has not looked at: those are refused, all others may have arrived. */
  readonly reused = false;
  dueAt: number;
  #resolveHead!: (head: ResponseHead) => void;
  #rejectHead!: (error: Error) => void;
  #sink: BodySink | null = null;
  #outcome: 'head' | 'body' | 'ended' | Error = 'head';
  #isRefused = false;
  readonly #stream: ClientHttp2Stream;

  constructor(
    session: VendorSession,
    request: UpstreamRequest,
    private readonly care: CallCare,
  ) {
    this.head = new Promise((resolve, reject) => {
      this.#resolveHead = resolve;
      this.#rejectHead = reject;
    });
    this.dueAt = care.deadlines.now() + care.timeouts.firstByteMs;
    this.#stream = session.begin(headersOf(request), { endStream: request.body === null });
    this.#listen();
    if (request.body !== null) this.#stream.end(request.body);
    care.deadlines.watch(this);
  }

  /** A vendor that refuses a call says that it has not looked at it. */
  get sent(): boolean {
    return !this.#isRefused;
  }

  attach(sink: BodySink): void {
    this.#sink = sink;
    if (this.#outcome instanceof Error) sink.error(this.#outcome);
    else if (this.#outcome === 'ended') sink.end();
    else this.#stream.resume();
  }

  pause(): void {
    this.#stream.pause();
    // Whose client does not read is not slow.
    this.dueAt = Infinity;
  }

  resume(): void {
    if (!this.#isOpen() || !this.#stream.isPaused() || this.#sink === null) return;
    this.#wait(this.care.timeouts.idleMs);
    this.#stream.resume();
  }

  abort(): void {
    this.#fail(new ExchangeAborted());
  }

  due(): void {
    this.#fail(this.#outcome === 'head' ? new errors.HeadersTimeoutError() : new errors.BodyTimeoutError());
  }

  #listen(): void {
    const stream = this.#stream;
    stream.once('response', (headers) => {
      this.#outcome = 'body';
      this.#wait(this.care.timeouts.idleMs);
      this.#resolveHead(headOf(headers));
    });
    stream.on('data', (chunk: Buffer) => {
      this.dueAt = this.care.deadlines.now() + this.care.timeouts.idleMs;
      this.#sink?.data(chunk);
    });
    // Nothing flows before somebody takes it.
    stream.pause();
    stream.once('end', () => this.#end());
    stream.on('error', (error: Error) => this.#fail(error));
    stream.once('close', () => this.#fail(new CallCut('the vendor ended the call')));
  }

  #end(): void {
    // node:http2 ends the body of a call whose connection broke as well; 'close' will tell.
    if (!this.#isOpen() || (this.#stream.rstCode ?? 0) !== constants.NGHTTP2_NO_ERROR) return;
    this.#outcome = 'ended';
    this.#release();
    this.#sink?.end();
  }

  #fail(error: Error): void {
    if (!this.#isOpen()) return;
    this.#isRefused = this.#stream.rstCode === constants.NGHTTP2_REFUSED_STREAM;
    this.#outcome = error;
    if (!this.#stream.destroyed) this.#stream.close(constants.NGHTTP2_CANCEL);
    this.#release();
    this.#rejectHead(error);
    this.#sink?.error(error);
  }

  #release(): void {
    this.care.deadlines.forget(this);
    this.care.released();
  }

  #wait(limitMs: number): void {
    this.dueAt = this.care.deadlines.now() + limitMs;
    this.care.deadlines.watch(this);
  }

  #isOpen(): boolean {
    return this.#outcome === 'head' || this.#outcome === 'body';
  }
}

function headersOf({ origin, path, method, headers }: UpstreamRequest): OutgoingHttpHeaders {
  const all: OutgoingHttpHeaders = { ':method': method, ':path': path, ':authority': new URL(origin).host };
  for (let at = 0; at + 1 < headers.length; at += 2) {
    const name = (headers[at] as string).toLowerCase();
    if (!NOT_IN_HTTP2.has(name)) all[name] = headers[at + 1];
  }
  return all;
}

function headOf(said: IncomingHttpHeaders): ResponseHead {
  const { ':status': status, ...headers } = said;
  return { status: Number(status), headers };
}
