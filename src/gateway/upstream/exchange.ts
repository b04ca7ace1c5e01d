import type { UpstreamHeaders } from '../providers/provider.js';

export interface ResponseHead {
  readonly status: number;
  readonly headers: UpstreamHeaders;
}

/** Receives a body as the network delivers it. Exactly one of `end` and `error` comes, last. */
export interface BodySink {
  data(chunk: Buffer): void;
  end(): void;
  error(error: Error): void;
}

/** Reaches the upstream's socket: a paused flow stops reading, so TCP pushes back on the vendor. */
export interface FlowControl {
  pause(): void;
  resume(): void;
}

/** One call upstream, however it is carried. */
export interface Exchange extends FlowControl {
  /** Resolves with the response's head; rejects if there never is one. */
  readonly head: Promise<ResponseHead>;
  /** Its connection carried a call before, so the vendor may have been closing it: one more try is fair. */
  readonly reused: boolean;
  /** Whether something of the request may have arrived. */
  readonly sent: boolean;
  /** Hands the body over. What arrived in the same network read as the head is delivered at once. */
  attach(sink: BodySink): void;
  /** Ends the call now; the vendor sees its connection close. Harmless after the end. */
  abort(): void;
}

/** The reason given to an exchange that we ended ourselves. */
export class ExchangeAborted extends Error {
  constructor() {
    super('The gateway ended the call.');
    this.name = 'ExchangeAborted';
  }
}

/** Collects a whole body. Rejects when it grows past `limitBytes`; the exchange is then aborted. */
export function collectBody(exchange: Exchange, limitBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    exchange.attach({
      data(chunk) {
        size += chunk.length;
        if (size > limitBytes) {
          // First the reason: aborting reports an error of its own.
          reject(new RangeError(`the body is larger than ${limitBytes} bytes`));
          exchange.abort();
          return;
        }
        chunks.push(chunk);
      },
      end: () => resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, size)),
      error: reject,
    });
  });
}
