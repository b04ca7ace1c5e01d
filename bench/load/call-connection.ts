import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { DOORS } from './doors.ts';
import type { CallShape, Target } from './job.ts';
import { ResponseReader } from './response-reader.ts';

/** Every read is over before the next begins, so all connections read into the same memory. */
const sharedRead = Buffer.allocUnsafeSlow(64 * 1024);

/** Called with the time (milliseconds, monotonic) at which it was seen. */
export interface CallListener {
  firstByte(connection: CallConnection, at: number): void;
  /** The right answer, complete. The connection takes its next call from now on. */
  answered(connection: CallConnection, at: number): void;
  /** A wrong answer, or none. The connection is of no use any more. */
  failed(connection: CallConnection, reason: string): void;
}

/** One raw keep-alive connection with at most one call in flight: far cheaper than any HTTP client under test. */
export class CallConnection {
  /** When the call in flight began, or should have; set by whoever sends it. */
  begunAt = 0;
  readonly #call: CallShape;
  readonly #listener: CallListener;
  readonly #reader = new ResponseReader();
  readonly #socket: Socket;
  #isBusy = false;
  #sawBody = false;

  private constructor(target: Target, call: CallShape, listener: CallListener) {
    this.#call = call;
    this.#listener = listener;
    const callback = (length: number): boolean => {
      this.#read(sharedRead.subarray(0, length));
      return true;
    };
    const onread = { buffer: sharedRead, callback };
    this.#socket = connect({ host: '127.0.0.1', port: target.port, noDelay: true, onread });
    this.#socket.on('error', (error) => this.#fail(error.message));
    this.#socket.on('close', () => this.#fail('the connection closed before the answer was complete'));
  }

  static async open(target: Target, call: CallShape, listener: CallListener): Promise<CallConnection> {
    const connection = new CallConnection(target, call, listener);
    await once(connection.#socket, 'connect');
    return connection;
  }

  send(request: Buffer, begunAt: number): void {
    this.begunAt = begunAt;
    this.#isBusy = true;
    this.#sawBody = false;
    this.#reader.reset();
    this.#socket.write(request);
  }

  /** Closes without a word, whatever is in flight. */
  close(): void {
    this.#isBusy = false;
    this.#socket.destroy();
  }

  #read(read: Buffer): void {
    if (!this.#isBusy) return;
    const at = performance.now();
    const reader = this.#reader;
    try {
      reader.feed(read);
    } catch (error) {
      this.#fail((error as Error).message);
      return;
    }
    if (!this.#sawBody && reader.bodyBytes > 0) {
      this.#sawBody = true;
      this.#listener.firstByte(this, at);
    }
    if (reader.isComplete) this.#complete(at);
  }

  #complete(at: number): void {
    const wrong = this.#whatIsWrong();
    if (wrong !== null) {
      this.#fail(wrong);
      return;
    }
    this.#isBusy = false;
    this.#listener.answered(this, at);
  }

  #whatIsWrong(): string | null {
    const { status, bodyBytes } = this.#reader;
    const { answerBytes, stream, door } = this.#call;
    if (status !== 200) return `status ${status}`;
    if (typeof answerBytes === 'number') {
      if (bodyBytes !== answerBytes) return `an answer of ${bodyBytes} bytes instead of ${answerBytes}`;
    } else if (bodyBytes < answerBytes.atLeast) {
      return `an answer of ${bodyBytes} bytes, less than ${answerBytes.atLeast}`;
    }
    return stream && !this.#endsAs(DOORS[door].ending) ? `a stream without its ${DOORS[door].ending.trim()}` : null;
  }

  /** Some protocols end their frames with LF, some with CRLF; what counts is the frame. */
  #endsAs(ending: string): boolean {
    return (
      this.#reader.endsWith(ending) ||
      this.#reader.endsWith(`${ending}\r\n\r\n`) ||
      this.#reader.endsWith(`${ending}\n\n`)
    );
  }

  #fail(reason: string): void {
    if (!this.#isBusy) return;
    this.close();
    this.#listener.failed(this, reason);
  }
}
