import type { Clock } from '../../../kernel/clock.js';
import type { UpstreamRequest } from '../../providers/provider.js';
import { type Exchange, ExchangeAborted } from '../exchange.js';
import { HttpExchange } from '../http.exchange.js';
import { ConnectionsExhausted, type OriginConnections } from '../origin-connections.js';
import { type CallCare, Http2Exchange } from './http2.exchange.js';
import { type NegotiationSettings, negotiate } from './negotiate.js';
import { OpeningExchange } from './opening.exchange.js';
import { type SessionSettings, VendorSession } from './vendor-session.js';

export interface Http2Settings extends NegotiationSettings, SessionSettings {
  readonly maxConnections: number;
}

/**
 * The HTTP/2 connections to one origin: a new one only when all others are full. A vendor that does not speak HTTP/2 is
 * asked in HTTP/1.1.
 */
export class Http2Connections {
  readonly #sessions = new Set<VendorSession>();
  readonly #alive = new Set<VendorSession>();
  #isHttp1: boolean;
  #isClosed = false;
  #connecting: Promise<void> | null = null;

  constructor(
    private readonly origin: string,
    private readonly settings: Http2Settings,
    private readonly http1: OriginConnections,
    private readonly clock: Clock,
  ) {
    // ALPN is a part of TLS; without it nobody offers HTTP/2.
    this.#isHttp1 = !origin.startsWith('https:');
  }

  /** Sessions that are open, and those of them without a call. */
  size(): { open: number; idle: number } {
    const idle = [...this.#alive].filter(({ calls }) => calls === 0).length;
    return { open: this.#alive.size, idle };
  }

  /** Throws ConnectionsExhausted, or rejects the call's head with it. */
  open(request: UpstreamRequest, care: CallCare): Exchange {
    const call = this.#begin(request, care);
    if (call !== null) return call;
    const opening = new OpeningExchange(care.released);
    void this.#connected(opening, request, care);
    return opening;
  }

  destroy(): void {
    this.#isClosed = true;
    for (const session of this.#alive) session.destroy();
  }

  /** `null` where no session has room. */
  #begin(request: UpstreamRequest, care: CallCare): Exchange | null {
    if (this.#isHttp1) return this.#overHttp1(request, care);
    for (const session of this.#sessions) if (session.hasRoom) return new Http2Exchange(session, request, care);
    return null;
  }

  async #connected(opening: OpeningExchange, request: UpstreamRequest, care: CallCare): Promise<void> {
    try {
      while (opening.isWaiting) {
        this.#connecting ??= this.#connect().finally(() => (this.#connecting = null));
        await this.#connecting;
        // In the same tick, so that of all who wait no more begin here than there is room for.
        const call = opening.isWaiting ? this.#begin(request, care) : null;
        if (call !== null) opening.become(call);
      }
    } catch (error) {
      opening.fail(error as Error);
    }
  }

  async #connect(): Promise<void> {
    const { maxConnections } = this.settings;
    if (this.#alive.size >= maxConnections) throw new ConnectionsExhausted(maxConnections);
    const socket = await negotiate(this.origin, this.settings);
    if (this.#isClosed) {
      socket?.destroy();
      throw new ExchangeAborted();
    }
    if (socket === null) {
      this.#isHttp1 = true;
      return;
    }
    const session = new VendorSession(this.origin, socket, this.settings, this.clock);
    this.#alive.add(session);
    socket.once('close', () => this.#alive.delete(session));
    await session.ready;
    session.onRetired = () => this.#sessions.delete(session);
    this.#sessions.add(session);
  }

  #overHttp1(request: UpstreamRequest, { timeouts, released }: CallCare): Exchange {
    const lease = this.http1.lease();
    return new HttpExchange(
      {
        ...lease,
        release(reusable) {
          lease.release(reusable);
          released();
        },
      },
      request,
      timeouts,
    );
  }
}
