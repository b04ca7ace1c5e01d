import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import { SnapshotHolder } from '../../state/snapshot.holder.js';
import { LOCAL_PROVIDER } from '../providers/environment.js';
import { adapterFor } from '../providers/index.js';
import { askJson } from './ask-json.js';
import { UpstreamPools } from './pools.js';

const LOOK_EVERY_MS = 15_000;
const PATIENCE_MS = 1000;

/**
 * Looks for a model server on this machine's usual port when none is configured, at start and every quarter of a minute
 * until one answers; then it joins the snapshot like a configured provider.
 */
@Injectable()
export class LocalProviderDetector implements OnApplicationBootstrap, OnApplicationShutdown {
  #timer: NodeJS.Timeout | null = null;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly state: SnapshotHolder,
    private readonly pools: UpstreamPools,
  ) {}

  onApplicationBootstrap(): void {
    if (!this.config.detectLocalProvider) return;
    this.#timer = setInterval(() => void this.look(), LOOK_EVERY_MS);
    this.#timer.unref();
    void this.look();
  }

  onApplicationShutdown(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
  }

  /** Whether it is there now. */
  async look(): Promise<boolean> {
    const request = adapterFor(LOCAL_PROVIDER.kind).models.request(LOCAL_PROVIDER);
    const answer = await askJson(this.pools.for(request.origin), request, PATIENCE_MS);
    if (answer === null) return false;
    this.onApplicationShutdown();
    this.state.putFound(LOCAL_PROVIDER);
    return true;
  }
}
