import { once } from 'node:events';
import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { type AwsEvent, awsMessage } from './aws-event-stream.ts';
import type { RecordedRequest } from './recorded-request.ts';

export type StreamKind = 'sse' | 'ndjson' | 'aws-event-stream';

const CONTENT_TYPES = {
  sse: 'text/event-stream; charset=utf-8',
  ndjson: 'application/x-ndjson',
  'aws-event-stream': 'application/vnd.amazon.eventstream',
} as const satisfies Record<StreamKind, string>;

/** One request and the vendor's side of its answer, in the hands of whoever plays the vendor. */
export class UpstreamExchange {
  readonly request: RecordedRequest;
  /** Settles when the gateway closes the connection before the answer has ended. */
  readonly aborted: Promise<void>;
  readonly #response: ServerResponse;
  #hold: { readonly words: string; readonly released: Promise<void> } | undefined;
  #isAborted = false;
  #writtenBytes = 0;

  constructor(request: RecordedRequest, response: ServerResponse) {
    this.request = request;
    this.#response = response;
    this.aborted = new Promise((resolve) => {
      response.once('close', () => {
        if (response.writableFinished) return;
        this.#isAborted = true;
        resolve();
      });
    });
    // A gateway that leaves is what some tests are about; writing after it is no error of theirs.
    response.on('error', () => undefined);
  }

  get isAborted(): boolean {
    return this.#isAborted;
  }

  /** Bytes of the body written so far; all but the last few have left this process. */
  get writtenBytes(): number {
    return this.#writtenBytes;
  }

  /** Whether the gateway has stopped reading, so that the last bytes wait here. */
  get isBlocked(): boolean {
    return this.#response.writableNeedDrain;
  }

  respond(status: number, body: string | Buffer, headers: OutgoingHttpHeaders = {}): void {
    this.#response.writeHead(status, { 'content-length': Buffer.byteLength(body), ...headers }).end(body);
  }

  json(body: unknown, status = 200, headers: OutgoingHttpHeaders = {}): void {
    this.respond(status, JSON.stringify(body), { 'content-type': 'application/json', ...headers });
  }

  /** Sends status and headers of a stream; its frames follow when the player likes. */
  startStream(kind: StreamKind = 'sse', headers: OutgoingHttpHeaders = {}): this {
    this.#response.writeHead(200, { 'content-type': CONTENT_TYPES[kind], ...headers }).flushHeaders();
    return this;
  }

  /** Sends status and headers as given; the body follows by `send`. */
  announce(status: number, headers: OutgoingHttpHeaders): void {
    this.#response.writeHead(status, headers).flushHeaders();
  }

  /** Keeps back the first bytes with these words, and all after them, until the returned function is called. */
  holdBefore(words: string): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#hold = { words, released: promise };
    return resolve;
  }

  /** Resolves when the system has taken the bytes, or the gateway is gone. */
  async send(bytes: string | Buffer): Promise<void> {
    if (this.#hold && bytes.includes(this.#hold.words)) await Promise.race([this.#hold.released, this.aborted]);
    await Promise.race([
      new Promise<void>((resolve) => {
        this.#write(bytes, resolve);
      }),
      this.aborted,
    ]);
  }

  sse(event: unknown): Promise<void> {
    return this.send(`data: ${typeof event === 'string' ? event : JSON.stringify(event)}\n\n`);
  }

  /** An event with its name on a line of its own, as Anthropic and OpenAI's Responses send them. */
  namedSse(event: { readonly type: string }): Promise<void> {
    return this.send(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
  }

  ndjson(line: unknown): Promise<void> {
    return this.send(`${JSON.stringify(line)}\n`);
  }

  end(): void {
    this.#response.end();
  }

  /** Ends the whole stream, as the vendor does: every event, `[DONE]`, the end of the body. */
  async streamSse(events: readonly unknown[]): Promise<void> {
    this.startStream('sse');
    for (const event of [...events, '[DONE]']) await this.sse(event);
    this.end();
  }

  /** The same for vendors whose events are named by their `type` and end without `[DONE]`. */
  async streamNamedSse(events: readonly { readonly type: string }[]): Promise<void> {
    this.startStream('sse');
    for (const event of events) await this.namedSse(event);
    this.end();
  }

  async streamNdjson(lines: readonly unknown[]): Promise<void> {
    this.startStream('ndjson');
    for (const line of lines) await this.ndjson(line);
    this.end();
  }

  async streamAws(events: readonly AwsEvent[]): Promise<void> {
    this.startStream('aws-event-stream');
    for (const event of events) await this.send(awsMessage(event));
    this.end();
  }

  /** Breaks the connection where it stands, without an end of the body. */
  cut(): void {
    this.#response.destroy();
  }

  /** Sends the frame again and again, as fast as it is taken, until `total` bytes are written or the gateway leaves. */
  async flood(frame: string, total: number): Promise<void> {
    const bytes = Buffer.from(frame);
    while (this.#writtenBytes < total && !this.#isAborted) {
      if (!this.#write(bytes)) await Promise.race([once(this.#response, 'drain'), this.aborted]);
    }
  }

  #write(bytes: string | Buffer, taken?: () => void): boolean {
    this.#writtenBytes += Buffer.byteLength(bytes);
    return this.#response.write(bytes, () => taken?.());
  }
}
