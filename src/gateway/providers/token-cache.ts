import { GatewayError } from '../../kernel/errors.js';
import { inTime } from '../../kernel/in-time.js';
import { Secret } from '../../kernel/secret.js';
import { rememberIssued } from './credentials.js';
import type { ProviderInstance } from './provider.js';

/** A short-lived proof of identity. */
export interface IssuedToken {
  readonly token: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

export interface TokenSource {
  /** Whose tokens they are. */
  readonly instance: ProviderInstance;
  /** What clients are told where none can be had; what the issuer said goes to the log only. */
  readonly reason: string;
  issue(): Promise<IssuedToken>;
}

/** Asked for again this long before its end; the old one serves on meanwhile. */
const RENEWED_BEFORE_MS = 5 * 60_000;
/** With less than this left a token might end on its way. */
const USABLE_MS = 30_000;
/** An issuer that is silent for longer is asked afresh: else all requests would wait for its one answer for ever. */
const PATIENCE_MS = 30_000;

/**
 * A token that is asked for when it is first needed and again before it ends. However many requests wait for it, it is
 * asked for once; while the old one is good, nobody waits for the new one.
 */
export class TokenCache {
  #current: IssuedToken | null = null;
  #asking: Promise<string> | null = null;

  constructor(
    private readonly source: TokenSource,
    private readonly now: () => number = Date.now,
  ) {}

  /** A promise only where it must be waited for. Rejects with GatewayError where no token is good any more. */
  get(): string | Promise<string> {
    const left = (this.#current?.expiresAt ?? 0) - this.now();
    if (this.#current === null || left < USABLE_MS) return this.#ask();
    // While the old one lasts a failed renewal harms nobody; the next request tries again.
    if (left < RENEWED_BEFORE_MS) this.#ask().catch(() => undefined);
    return this.#current.token;
  }

  #ask(): Promise<string> {
    this.#asking ??= this.#issued().finally(() => {
      this.#asking = null;
    });
    return this.#asking;
  }

  async #issued(): Promise<string> {
    const { instance, reason } = this.source;
    try {
      const late = () => new Error(`no token within ${PATIENCE_MS} ms`);
      this.#current = await inTime(this.source.issue(), PATIENCE_MS, late);
    } catch (cause) {
      throw new GatewayError('provider_unreachable', { provider: instance.name, reason }, { cause });
    }
    rememberIssued(instance, new Secret(this.#current.token));
    return this.#current.token;
  }
}
