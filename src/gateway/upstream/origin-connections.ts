import { Client, type Dispatcher } from 'undici';
import { type Clock, systemClock } from '../../kernel/clock.js';

export interface ConnectionSettings {
  readonly connectTimeoutMs: number;
  /** How long an unused connection is kept. */
  readonly idleMs: number;
  readonly maxConnections: number;
  /**
   * After so long a silence TCP asks whether the other side is still there, and after ten unanswered seconds more the
   * connection is gone: one that died without a word is found before it is used, or while an answer is waited for.
   */
  readonly probeMs: number;
}

/** Beyond it what comes back is closed: what a burst has opened is not needed by what follows it. */
const MOST_IDLE = 1024;

/** A vendor moves to other addresses, and a connection in steady use would never notice. */
const LONGEST_MS = 600_000;

/** A connection of ours for one call. */
export interface Lease {
  readonly dispatcher: Dispatcher;
  /** It carried a call before, so the other side may just be closing it. */
  readonly reused: boolean;
  /** When the call has ended; the first word counts. Only a response that ended cleanly leaves its connection usable. */
  release(reusable: boolean): void;
}

/** Every connection to this origin is busy. */
export class ConnectionsExhausted extends Error {
  constructor(readonly limit: number) {
    super(`all ${limit} connections are busy`);
    this.name = 'ConnectionsExhausted';
  }
}

/**
 * The HTTP/1.1 connections to one origin, as a stack of idle clients. undici's Pool looks through all its clients for a
 * free one: with 9,000 streams open that triples the cost of every other call, and it never lets a client go
 * (bench/notes-undici-abort.md). Taking the last one back is constant, and the warm ones stay warm.
 */
export class OriginConnections {
  readonly #idle: Client[] = [];
  /** With the time at which each was made, monotonic milliseconds. */
  readonly #open = new Map<Client, number>();

  constructor(
    private readonly origin: string,
    private readonly settings: ConnectionSettings,
    private readonly clock: Clock = systemClock,
  ) {}

  /** Connections in use and idle. */
  size(): { open: number; idle: number } {
    return { open: this.#open.size, idle: this.#idle.length };
  }

  /** Throws ConnectionsExhausted. */
  lease(): Lease {
    const idle = this.#takeIdle();
    const client = idle ?? this.#create();
    let released = false;
    return {
      dispatcher: client,
      reused: idle !== undefined,
      release: (reusable) => {
        if (released) return;
        released = true;
        if (reusable && this.#isWorthKeeping(client)) this.#idle.push(client);
        else this.#drop(client);
      },
    };
  }

  async destroy(): Promise<void> {
    const clients = [...this.#open.keys()];
    this.#open.clear();
    this.#idle.length = 0;
    await Promise.all(clients.map((client) => client.destroy()));
  }

  /** The one that came back last, unless it is too old by now. */
  #takeIdle(): Client | undefined {
    for (let client = this.#idle.pop(); client !== undefined; client = this.#idle.pop()) {
      if (!this.#isOld(client)) return client;
      this.#drop(client);
    }
    return undefined;
  }

  #isWorthKeeping(client: Client): boolean {
    return !client.destroyed && this.#idle.length < MOST_IDLE && !this.#isOld(client);
  }

  #isOld(client: Client): boolean {
    return this.clock.monotonic() - (this.#open.get(client) ?? -Infinity) >= LONGEST_MS;
  }

  #create(): Client {
    const { maxConnections, connectTimeoutMs, idleMs, probeMs } = this.settings;
    if (this.#open.size >= maxConnections) throw new ConnectionsExhausted(maxConnections);
    const client = new Client(this.origin, {
      pipelining: 1,
      // Measured: HTTP/1.1 over TLS costs 65 us a request, HTTP/2 82 (docs/decisions).
      allowH2: false,
      keepAliveTimeout: idleMs,
      keepAliveMaxTimeout: 10 * idleMs,
      connect: { timeout: connectTimeoutMs, keepAlive: true, keepAliveInitialDelay: Math.max(1000, probeMs) },
    });
    // The vendor or the idle timer closed it; while a call is running, the call's own end decides.
    client.on('disconnect', () => {
      const position = this.#idle.lastIndexOf(client);
      if (position === -1) return;
      this.#idle.splice(position, 1);
      this.#drop(client);
    });
    this.#open.set(client, this.clock.monotonic());
    return client;
  }

  #drop(client: Client): void {
    this.#open.delete(client);
    void client.destroy();
  }
}
