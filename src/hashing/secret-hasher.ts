import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../config/config.js';
import { GatewayError } from '../kernel/errors.js';
import type { Secret } from '../kernel/secret.js';

/** OWASP's first choice for Argon2id: 19 MiB, two passes, one lane; about 25 ms off the main thread. */
const PARAMETERS = { memoryCost: 19 * 1024, timeCost: 2, parallelism: 1 } as const;

/** More would wait longer than a caller is willing to; they are told to come back instead. */
const MAX_WAITING = 64;
const RETRY_AFTER_SECONDS = 1;

/**
 * Argon2id for passwords and keys, on the thread pool under a concurrency cap, so that guessing can starve neither the
 * event loop nor the file system. Throws GatewayError('busy') when the queue is full.
 */
@Injectable()
export class SecretHasher {
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /** The PHC string (`$argon2id$v=19$…`) to store. */
  hash(plaintext: Secret): Promise<string> {
    return this.#capped(async () => {
      const argon2 = await loadArgon2();
      return argon2.hash(plaintext.reveal(), { type: argon2.argon2id, ...PARAMETERS });
    });
  }

  verify(hash: string, plaintext: Secret): Promise<boolean> {
    return this.#capped(async () => (await loadArgon2()).verify(hash, plaintext.reveal()));
  }

  /** Whether the hash was made with other parameters than today's and should be replaced at the next success. */
  async needsRehash(hash: string): Promise<boolean> {
    return (await loadArgon2()).needsRehash(hash, PARAMETERS);
  }

  async #capped<Result>(work: () => Promise<Result>): Promise<Result> {
    await this.#enter();
    try {
      return await work();
    } finally {
      this.#leave();
    }
  }

  #enter(): Promise<void> {
    if (this.#running < this.config.auth.argon2Concurrency) {
      this.#running += 1;
      return Promise.resolve();
    }
    if (this.#waiting.length >= MAX_WAITING) {
      return Promise.reject(
        new GatewayError(
          'busy',
          { what: 'checking passwords and keys', retryAfter: RETRY_AFTER_SECONDS },
          { retryAfterSeconds: RETRY_AFTER_SECONDS },
        ),
      );
    }
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Hands the place on directly, so that a newcomer cannot slip in before those who wait. */
  #leave(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#running -= 1;
  }
}

/** The native module is loaded at the first password, not at start. */
function loadArgon2(): Promise<typeof import('argon2')> {
  return import('argon2');
}
