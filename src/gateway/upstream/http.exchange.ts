import type { Dispatcher } from 'undici';
import type { UpstreamHeaders, UpstreamRequest } from '../providers/provider.js';
import type { Lease } from './origin-connections.js';
import { type BodySink, type Exchange, ExchangeAborted, type ResponseHead } from './exchange.js';

export interface HttpTimeouts {
  /** Until the response's head, milliseconds. */
  readonly firstByteMs: number;
  /** Between two reads of the body, milliseconds. */
  readonly idleMs: number;
}

/** An HTTP call through undici's lowest layer: no streams, no per-call signal, pause and abort reach the socket. */
export class HttpExchange implements Exchange, Dispatcher.DispatchHandler {
  readonly head: Promise<ResponseHead>;
  readonly reused: boolean;
  #resolveHead!: (head: ResponseHead) => void;
  #rejectHead!: (error: Error) => void;
  #controller: Dispatcher.DispatchController | null = null;
  #sink: BodySink | null = null;
  /** The body may begin before whoever awaits the head has run; at most one network read waits here. */
  #early: Buffer[] = [];
  #outcome: 'open' | 'ended' | Error = 'open';
  #aborted = false;

  constructor(
    private readonly lease: Lease,
    request: UpstreamRequest,
    timeouts: HttpTimeouts,
  ) {
    this.reused = lease.reused;
    this.head = new Promise((resolve, reject) => {
      this.#resolveHead = resolve;
      this.#rejectHead = reject;
    });
    lease.dispatcher.dispatch(
      {
        origin: request.origin,
        path: request.path,
        method: request.method,
        headers: request.headers as string[],
        body: request.body,
        headersTimeout: timeouts.firstByteMs,
        bodyTimeout: timeouts.idleMs,
      },
      this,
    );
  }

  /** A request is written as soon as its connection stands. */
  get sent(): boolean {
    return this.#controller !== null;
  }

  attach(sink: BodySink): void {
    this.#sink = sink;
    const early = this.#early;
    this.#early = [];
    for (const chunk of early) sink.data(chunk);
    if (this.#outcome === 'ended') sink.end();
    else if (this.#outcome !== 'open') sink.error(this.#outcome);
  }

  pause(): void {
    this.#controller?.pause();
  }

  resume(): void {
    if (this.#controller?.paused) this.#controller.resume();
  }

  abort(): void {
    if (this.#aborted || this.#outcome !== 'open') return;
    this.#aborted = true;
    if (this.#controller !== null) this.#controller.abort(new ExchangeAborted());
    // Still connecting, which may take seconds: undici knows no call to end yet, so its connection is given up, which
    // fails the call through onResponseError.
    else this.lease.release(false);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: UpstreamHeaders): void {
    // Interim answers (103 Early Hints) precede the real one.
    if (status >= 200) this.#resolveHead({ status, headers });
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#sink === null) this.#early.push(chunk);
    else this.#sink.data(chunk);
  }

  onResponseEnd(): void {
    this.#outcome = 'ended';
    this.lease.release(true);
    this.#sink?.end();
  }

  onResponseError(_controller: Dispatcher.DispatchController | null, error: Error): void {
    this.#outcome = error;
    this.lease.release(false);
    this.#rejectHead(error);
    this.#sink?.error(error);
  }
}
