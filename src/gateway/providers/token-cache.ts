/** A short-lived proof of identity. */
export interface IssuedToken {
  readonly token: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

const REFRESH_BEFORE_MS = 5 * 60_000;

/**
 * A token that is asked for when it is first needed and again before it ends. However many requests wait for it, it is
 * asked for once; while the old one is good, nobody waits for the new one.
 */
export class TokenCache {
  #current: IssuedToken | undefined;
  #asking: Promise<IssuedToken> | undefined;

  constructor(
    private readonly issue: () => Promise<IssuedToken>,
    private readonly now: () => number = Date.now,
  ) {}

  /** Rejects as the issuer does, if there is no token that is still good. */
  async get(): Promise<string> {
    const left = (this.#current?.expiresAt ?? 0) - this.now();
    if (this.#current !== undefined && left > REFRESH_BEFORE_MS) return this.#current.token;
    const asking = this.#ask();
    if (this.#current === undefined || left <= 0) return (await asking).token;
    // Asked again with the next request; this one has what it needs.
    asking.catch(() => undefined);
    return this.#current.token;
  }

  #ask(): Promise<IssuedToken> {
    this.#asking ??= this.issue()
      .then((token) => {
        this.#current = token;
        return token;
      })
      .finally(() => {
        this.#asking = undefined;
      });
    return this.#asking;
  }
}
