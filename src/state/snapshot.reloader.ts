import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import type { Counter } from 'prom-client';
import { ConfigError } from '../config/config-error.js';
import { CONFIG, type Config } from '../config/config.js';
import type { Defined } from '../config/gateway-file/gateway-file.js';
import { LOGGER, type Logger } from '../observability/logger.js';
import { METRIC } from '../observability/metrics.js';
import { waitForRestart } from './definition/takes-effect.js';
import { partsOf, SnapshotHolder } from './snapshot.holder.js';

/** Reads `gateway.yaml` again. A file that is wrong changes nothing; requests under way end with what they began with. */
@Injectable()
export class SnapshotReloader implements OnApplicationBootstrap {
  #running: Promise<void> = Promise.resolve();
  #waiting: Promise<void> | null = null;

  constructor(
    @Inject(CONFIG) private readonly config: Pick<Config, 'gatewayFile' | 'definition'>,
    private readonly state: SnapshotHolder,
    @Inject(LOGGER) private readonly logger: Logger,
    @InjectMetric(METRIC.configReloads) private readonly reloads: Counter,
  ) {}

  onApplicationBootstrap(): void {
    const { gatewayFile, definition } = this.config;
    const replaced = gatewayFile?.replacedBy(definition) ?? [];
    if (replaced.length > 0)
      this.logger.info({ replaced }, "the file's providers stand in for those of the environment");
  }

  /** One after the other; whoever asks while one waits is served by it, for it reads what is there then. Never rejects. */
  reload(): Promise<void> {
    this.#waiting ??= this.#running.then(() => {
      this.#waiting = null;
      return (this.#running = this.#reload());
    });
    return this.#waiting;
  }

  async #reload(): Promise<void> {
    const { gatewayFile } = this.config;
    if (gatewayFile === null) return;
    try {
      this.#take(await gatewayFile.readApart(), gatewayFile.path);
    } catch (error) {
      this.reloads.inc({ result: 'refused' });
      const why = error instanceof ConfigError ? { problems: error.problems } : { err: error };
      this.logger.error({ file: gatewayFile.path, ...why }, 'the file was not taken over: what runs stays in force');
    }
  }

  #take(defined: Defined, file: string): void {
    const { version, providers, routes } = this.state.replace({
      providers: defined.providers,
      ...partsOf(defined.definition),
    });
    this.reloads.inc({ result: 'taken' });
    this.logger.info({ file, version, providers: providers.size, routes: routes.size }, 'the file was taken over');
    const keys = waitForRestart(this.config.definition, defined.definition);
    if (keys.length > 0) this.logger.warn({ file, keys }, 'changed in the file, and in force at the next start');
  }
}
