import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  connect,
  constants,
  type OutgoingHttpHeaders,
} from 'node:http2';
import type { TLSSocket } from 'node:tls';
import type { Clock } from '../../../kernel/clock.js';

export interface SessionSettings {
  /** After so long a silence the vendor is asked whether it is still there. */
  readonly probeMs: number;
  /** How long a session without calls is kept. */
  readonly idleMs: number;
  /** No new calls after that: a vendor moves to other addresses, and long-lived sessions stay where they are. */
  readonly longestMs: number;
}

/** Vendors allow 100 or more; one session of them costs about as much as one connection of HTTP/1.1. */
const MOST_CALLS = 100;

/** What may be on its way for one call that its client does not read. */
const STREAM_WINDOW_BYTES = 256 * 1024;

/** So that calls whose clients do not read never take the room of the others. */
const SESSION_WINDOW_BYTES = MOST_CALLS * STREAM_WINDOW_BYTES;

/** Megabytes, as node:http2 counts; its default of 10 is less than the window. */
const SESSION_MEMORY_MB = 64;

class SessionClosed extends Error {
  readonly code = 'ECONNRESET';
}

/** The vendor was asked and said nothing: the way to it is dead, although no packet says so. */
class VendorSilent extends Error {
  readonly code = 'VENDOR_SILENT';
}

/**
 * One HTTP/2 connection to a vendor, for many calls at once. A silent one is asked by PING; without an answer all of its
 * calls fail at once, instead of each after its own time. What is heard from the vendor counts as an answer, so that a
 * busy session is never asked: vendors count PINGs.
 */
export class VendorSession {
  /** Called once, when no new call may begin here any more. */
  onRetired: () => void = () => undefined;
  #calls = 0;
  #retired = false;
  #heardBytes = 0;
  #heardAt: number;
  #askedAt: number | null = null;
  #idleSince: number;
  readonly #bornAt: number;
  /** Resolves when the vendor has said how many calls it takes at once; rejects where it never does. */
  readonly ready: Promise<void>;
  readonly #session: ClientHttp2Session;
  readonly #timer: NodeJS.Timeout;

  constructor(
    origin: string,
    private readonly socket: TLSSocket,
    private readonly settings: SessionSettings,
    private readonly clock: Clock,
  ) {
    this.#bornAt = this.#idleSince = this.#heardAt = clock.monotonic();
    this.#session = connect(origin, {
      createConnection: () => socket,
      settings: { enablePush: false, initialWindowSize: STREAM_WINDOW_BYTES },
      maxSessionMemory: SESSION_MEMORY_MB,
    });
    this.#session.once('connect', () => this.#session.setLocalWindowSize(SESSION_WINDOW_BYTES));
    this.ready = new Promise((resolve, reject) => {
      this.#session.once('remoteSettings', () => resolve());
      this.#session.once('error', reject);
      this.#session.once('close', () => reject(new SessionClosed('the vendor closed the connection')));
    });
    // Its calls hear of it themselves.
    this.#session.on('error', () => this.#retire());
    this.#session.once('goaway', () => this.#retire());
    this.#session.once('close', () => this.#closed());
    this.#timer = setInterval(() => this.look(), Math.max(1, settings.probeMs / 3)).unref();
  }

  get hasRoom(): boolean {
    const allowed = this.#session.remoteSettings.maxConcurrentStreams ?? MOST_CALLS;
    const { closed, destroyed } = this.#session;
    return !this.#retired && !closed && !destroyed && this.#calls < Math.min(MOST_CALLS, allowed);
  }

  get calls(): number {
    return this.#calls;
  }

  /** Begins a call; only where there is room. */
  begin(headers: OutgoingHttpHeaders, options: { readonly endStream: boolean }): ClientHttp2Stream {
    const stream = this.#session.request(headers, options);
    this.#calls += 1;
    stream.once('close', () => {
      this.#calls -= 1;
      if (this.#calls === 0) this.#idleSince = this.clock.monotonic();
    });
    return stream;
  }

  /** Looks whether the vendor is still there, and whether anybody needs it. */
  look(): void {
    const now = this.clock.monotonic();
    const { probeMs, idleMs, longestMs } = this.settings;
    if (now - this.#bornAt >= longestMs) this.#retire();
    if (this.socket.bytesRead !== this.#heardBytes) {
      this.#heardBytes = this.socket.bytesRead;
      this.#heardAt = now;
      this.#askedAt = null;
    }
    if (this.#askedAt !== null) {
      if (now - this.#askedAt >= probeMs / 3) this.destroy(new VendorSilent('it does not answer any more'));
      return;
    }
    if (this.#calls === 0 && (this.#retired || now - this.#idleSince >= idleMs)) this.#session.close();
    else if (now - this.#heardAt >= probeMs) this.#ask(now);
  }

  destroy(error?: Error): void {
    this.#retire();
    if (!this.#session.destroyed) this.#session.destroy(error, constants.NGHTTP2_CANCEL);
  }

  #ask(now: number): void {
    if (this.#session.destroyed || this.#session.connecting) return;
    this.#askedAt = now;
    // Its answer is heard as any other byte is.
    this.#session.ping(() => undefined);
  }

  #retire(): void {
    if (this.#retired) return;
    this.#retired = true;
    this.onRetired();
  }

  #closed(): void {
    clearInterval(this.#timer);
    this.#retire();
  }
}
