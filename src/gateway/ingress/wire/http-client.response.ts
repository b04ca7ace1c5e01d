import type { ServerResponse } from 'node:http';
import { gzip } from 'node:zlib';
import type { Observable, Subscription } from 'rxjs';
import { GatewayError } from '../../../kernel/errors.js';
import type { AnswerHead, ClientResponse, FlatHeaders, FlowControl } from '../../pipeline/ingress-call.js';
import type { ClientCodec } from '../../protocols/codec.js';
import { CONTENT_TYPE, KEEP_ALIVE } from './framing.js';
import type { KeepAliveSweeper, Silence } from './keep-alive.sweeper.js';
import type { OpenResponse, OpenResponses } from './open-responses.js';
import type { StreamFace } from './stream-face.js';

/** Below this a compressed answer costs more time than it saves bytes. */
const GZIP_FROM_BYTES = 4096;

export interface WireOptions {
  /** How the client's dialect frames streams and words errors. */
  readonly codec: Pick<ClientCodec, 'framing' | 'keepAlive' | 'renderError'>;
  readonly face?: StreamFace;
  readonly sweeper: KeepAliveSweeper;
  readonly open: OpenResponses;
  readonly acceptsGzip: boolean;
  /** Headers that other parts of the server have set on this response (CORS). */
  readonly inherited: FlatHeaders;
}

/**
 * The frame writer: answers one request on its raw socket. Backpressure goes upstream (a full socket pauses the flow), a
 * client that leaves ends the subscription at once.
 */
export class HttpClientResponse implements ClientResponse, OpenResponse, Silence {
  ended: GatewayError | null = null;
  onEnded: ((reason: GatewayError) => void) | null = null;
  lastActivityAt = 0;
  #gone = false;
  #subscription: Subscription | null = null;
  #flow: FlowControl | null = null;
  #head: (() => FlatHeaders) | null = null;
  #opened = false;

  constructor(
    private readonly raw: ServerResponse,
    private readonly options: WireOptions,
  ) {
    // Gone while its key was being checked: 'close' has been and will not come again.
    if (raw.destroyed) {
      this.#closed();
      return;
    }
    options.open.add(this);
    raw.on('close', () => this.#closed());
  }

  get opened(): boolean {
    return this.#opened;
  }

  expectStream(head: () => FlatHeaders): void {
    if (this.#gone) return;
    this.#head = head;
    this.lastActivityAt = performance.now();
    this.options.sweeper.watch(this);
  }

  sendWhole(head: AnswerHead, body: Buffer): void {
    this.options.sweeper.forget(this);
    if (this.#gone) return;
    if (this.options.acceptsGzip && body.length >= GZIP_FROM_BYTES) {
      gzip(body, (error, packed) => {
        const encoding = ['content-encoding', 'gzip', 'vary', 'accept-encoding'];
        if (error) this.#whole(head, body);
        else this.#whole({ ...head, headers: [...head.headers, ...encoding] }, packed);
      });
      return;
    }
    this.#whole(head, body);
  }

  sendStream(head: AnswerHead, frames: Observable<Buffer | string>, flow: FlowControl): void {
    if (this.#gone) {
      // Subscribing and leaving runs the stream's own teardown.
      frames.subscribe({ error: () => undefined }).unsubscribe();
      return;
    }
    this.#open(head);
    if (head.contentType === null) this.options.sweeper.watch(this);
    this.#flow = flow;
    this.raw.on('drain', () => flow.resume());
    this.#subscription = frames.subscribe({
      next: (frame) => this.#write(frame),
      complete: () => this.#end(),
      // The client must not take what it has for the whole; its broken connection says so.
      error: () => this.raw.destroy(),
    });
    if (this.#gone) this.#subscription.unsubscribe();
  }

  sendError(error: GatewayError, headers: FlatHeaders): void {
    this.options.sweeper.forget(this);
    if (this.#gone) return;
    const { status, body, frame } = this.options.codec.renderError(error);
    if (this.#opened) {
      this.#write(frame);
      this.#end();
      return;
    }
    const all = [...headers, 'x-gateway-error', error.code];
    if (error.retryAfterSeconds !== undefined) {
      all.push('retry-after', String(Math.max(1, Math.ceil(error.retryAfterSeconds))));
    }
    this.#whole({ status, headers: all, contentType: null }, Buffer.from(error.vendorBody ?? JSON.stringify(body)));
  }

  /** The upstream is silent: a comment keeps proxies and clients from giving up. */
  breakSilence(): void {
    if (this.#gone || this.raw.writableNeedDrain) return;
    if (!this.#opened && this.#head !== null) this.#open({ status: 200, headers: this.#head(), contentType: null });
    const { framing, keepAlive = KEEP_ALIVE[framing] } = this.options.codec;
    if (this.#opened) this.#send(this.options.face?.keepAlive ?? keepAlive);
  }

  terminate(reason: GatewayError): void {
    if (this.ended !== null) return;
    this.ended = reason;
    this.onEnded?.(reason);
  }

  #open({ status, headers, contentType }: AnswerHead): void {
    this.lastActivityAt = performance.now();
    if (this.#opened) return;
    this.#opened = true;
    this.raw.writeHead(status, [
      ...this.options.inherited,
      ...headers,
      'content-type',
      contentType ?? this.options.face?.contentType ?? CONTENT_TYPE[this.options.codec.framing],
      'cache-control',
      'no-cache',
      // nginx and others buffer unless told not to; a buffered stream is no stream.
      'x-accel-buffering',
      'no',
    ]);
  }

  #write(frames: Buffer | string): void {
    this.#send(this.options.face?.show(frames) ?? frames);
  }

  #send(bytes: Buffer | string): void {
    if (this.#gone) return;
    this.lastActivityAt = performance.now();
    if (!this.raw.write(bytes)) this.#flow?.pause();
  }

  #end(): void {
    this.options.sweeper.forget(this);
    this.raw.end(this.options.face?.end());
  }

  #whole({ status, headers, contentType }: AnswerHead, body: Buffer): void {
    if (this.#gone) return;
    this.raw.writeHead(status, [
      ...this.options.inherited,
      ...headers,
      'content-type',
      contentType ?? 'application/json; charset=utf-8',
      'content-length',
      String(body.length),
    ]);
    this.raw.end(body);
  }

  #closed(): void {
    this.options.sweeper.forget(this);
    this.options.open.delete(this);
    if (this.raw.writableFinished) return;
    this.#gone = true;
    this.terminate(new GatewayError('client_closed'));
    this.#subscription?.unsubscribe();
  }
}
