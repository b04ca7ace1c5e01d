import { createHmac } from 'node:crypto';
import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import { Database } from '../../database/database.js';
import { ControlEventFeed } from '../../events/control-event-feed.js';
import { Secret } from '../../kernel/secret.js';
import { UsersStore } from './users.store.js';

/**
 * Lets somebody who is not on this machine become the first owner. Given by SETUP_TOKEN, else derived from the
 * gateway's secret: the same on every node and after every restart, and stored nowhere. Worthless once there is an
 * owner.
 */
@Injectable()
export class SetupToken implements OnModuleInit {
  readonly #logger = new Logger('SetupToken');
  readonly #token: Secret;
  readonly #isGiven: boolean;
  /** Until the database has said so, nobody is told to claim anything. */
  #isClaimable = false;

  constructor(
    @Inject(CONFIG) config: Config,
    private readonly database: Database,
    private readonly users: UsersStore,
    private readonly feed: ControlEventFeed,
  ) {
    this.#isGiven = config.auth.setupToken !== null;
    this.#token = config.auth.setupToken ?? derive(config.auth.gatewaySecret);
  }

  async onModuleInit(): Promise<void> {
    const known = this.database.whenReady().then(() => this.#learn());
    if (this.database.state().ready) await known;
    else known.catch((error: unknown) => this.#logger.warn(`Nobody can be told the setup token: ${String(error)}`));
  }

  /** What to print at the start; `null` when the operator gave it, or there is an owner, or the database is away. */
  current(): string | null {
    return this.#isClaimable && !this.#isGiven ? this.#token.reveal() : null;
  }

  /** In constant time. */
  matches(candidate: string): boolean {
    return this.#token.equals(candidate);
  }

  async #learn(): Promise<void> {
    this.feed.subscribe((event) => {
      if (event.type === 'InstallationClaimed') this.#isClaimable = false;
    });
    this.#isClaimable = !(await this.users.isInstallationClaimed());
  }
}

function derive(gatewaySecret: Secret): Secret {
  return new Secret(
    createHmac('sha256', gatewaySecret.reveal()).update('setup token').digest('base64url').slice(0, 32),
  );
}
