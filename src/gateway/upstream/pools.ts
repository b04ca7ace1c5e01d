import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import { systemClock } from '../../kernel/clock.js';
import { Http2Connections } from './http2/http2-connections.js';
import { OriginConnections } from './origin-connections.js';

/** undici's default of 4 s would close and renegotiate TLS between two turns of a chat. */
const IDLE_MS = 60_000;

/** A vendor moves to other addresses, and long-lived sessions stay where they are. */
const LONGEST_SESSION_MS = 600_000;

/** The connections to every origin, made when first needed. */
@Injectable()
export class UpstreamPools implements OnApplicationShutdown {
  readonly #origins = new Map<string, OriginConnections>();
  readonly #http2 = new Map<string, Http2Connections>();

  constructor(@Inject(CONFIG) private readonly config: Config) {}

  for(origin: string): OriginConnections {
    let connections = this.#origins.get(origin);
    if (connections === undefined) {
      connections = new OriginConnections(origin, { ...this.config.upstream, idleMs: IDLE_MS });
      this.#origins.set(origin, connections);
    }
    return connections;
  }

  /** The same over HTTP/2, where the vendor offers it. */
  http2(origin: string): Http2Connections {
    let connections = this.#http2.get(origin);
    if (connections === undefined) {
      const settings = { ...this.config.upstream, idleMs: IDLE_MS, longestMs: LONGEST_SESSION_MS };
      connections = new Http2Connections(origin, settings, this.for(origin), systemClock);
      this.#http2.set(origin, connections);
    }
    return connections;
  }

  /** Connections to an origin, none where it was never asked. */
  sizeOf(origin: string): { open: number; idle: number } {
    const { open, idle } = this.#origins.get(origin)?.size() ?? { open: 0, idle: 0 };
    const sessions = this.#http2.get(origin)?.size() ?? { open: 0, idle: 0 };
    return { open: open + sessions.open, idle: idle + sessions.idle };
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([...this.#origins.values()].map((connections) => connections.destroy()));
    for (const connections of this.#http2.values()) connections.destroy();
    this.#origins.clear();
    this.#http2.clear();
  }
}
