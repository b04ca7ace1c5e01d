import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { type Dispatcher, Pool } from 'undici';
import { CONFIG, type Config } from '../../config/config.js';

/** Idle connections are kept for a minute: undici's 4 s would close and renegotiate TLS between two turns of a chat. */
const KEEP_ALIVE_MS = 60_000;

/** One connection pool per origin, made when first needed. */
@Injectable()
export class UpstreamPools implements OnApplicationShutdown {
  readonly #pools = new Map<string, Pool>();

  constructor(@Inject(CONFIG) private readonly config: Config) {}

  for(origin: string): Dispatcher {
    let pool = this.#pools.get(origin);
    if (pool === undefined) {
      const { maxConnections, connectTimeoutMs } = this.config.upstream;
      pool = new Pool(origin, {
        connections: maxConnections,
        pipelining: 1,
        // Measured: HTTP/1.1 over TLS costs 65 us a request, HTTP/2 82 (docs/decisions/0006-upstream-client.md).
        allowH2: false,
        keepAliveTimeout: KEEP_ALIVE_MS,
        keepAliveMaxTimeout: 10 * KEEP_ALIVE_MS,
        connect: { timeout: connectTimeoutMs, keepAlive: true, keepAliveInitialDelay: 15_000 },
      });
      this.#pools.set(origin, pool);
    }
    return pool;
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([...this.#pools.values()].map((pool) => pool.destroy()));
    this.#pools.clear();
  }
}
