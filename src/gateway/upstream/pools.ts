import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import { OriginConnections } from './origin-connections.js';

/** undici's default of 4 s would close and renegotiate TLS between two turns of a chat. */
const IDLE_MS = 60_000;

/** The connections to every origin, made when first needed. */
@Injectable()
export class UpstreamPools implements OnApplicationShutdown {
  readonly #origins = new Map<string, OriginConnections>();

  constructor(@Inject(CONFIG) private readonly config: Config) {}

  for(origin: string): OriginConnections {
    let connections = this.#origins.get(origin);
    if (connections === undefined) {
      const { maxConnections, connectTimeoutMs } = this.config.upstream;
      connections = new OriginConnections(origin, { maxConnections, connectTimeoutMs, idleMs: IDLE_MS });
      this.#origins.set(origin, connections);
    }
    return connections;
  }

  /** Connections to an origin, none where it was never asked. */
  sizeOf(origin: string): { open: number; idle: number } {
    return this.#origins.get(origin)?.size() ?? { open: 0, idle: 0 };
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([...this.#origins.values()].map((connections) => connections.destroy()));
    this.#origins.clear();
  }
}
