import { freshDatabase } from '../../test/setup/fresh-database.ts';
import { postgres } from '../../test/setup/services/postgres.ts';
import { redis } from '../../test/setup/services/redis.ts';
import type { RunningService, Service } from '../../test/setup/services/service.ts';

/** The throw-away servers that this machine can run; they share the load's cores. */
export class Services {
  readonly #postgres: RunningService | null;
  readonly #redis: RunningService | null;

  private constructor(postgresServer: RunningService | null, redisServer: RunningService | null) {
    this.#postgres = postgresServer;
    this.#redis = redisServer;
  }

  static async start(): Promise<Services> {
    const startIfInstalled = (service: Service) => (service.isInstalled() ? service.start() : null);
    return new Services(await startIfInstalled(postgres), await startIfInstalled(redis));
  }

  get hasPostgres(): boolean {
    return this.#postgres !== null;
  }

  get redisUrl(): string | null {
    return this.#redis?.url ?? null;
  }

  /** A new, empty database, or `null` where there is no PostgreSQL. It goes with the server. */
  async newDatabaseUrl(): Promise<string | null> {
    return this.#postgres === null ? null : (await freshDatabase(this.#postgres.url)).url;
  }

  async stop(): Promise<void> {
    await Promise.all([this.#postgres?.stop(), this.#redis?.stop()]);
  }
}
