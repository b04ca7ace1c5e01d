import { Secret } from '../../../kernel/secret.js';
import { rememberIssued } from '../credentials.js';
import type { ProviderInstance } from '../provider.js';

const SCOPE = 'https://www.googleapis.com/auth/cloud-platform';
/** Asked for again this long before the end; the old one serves on meanwhile. */
const RENEWED_BEFORE_MS = 5 * 60_000;
/** With less than this left a token might end on its way. */
const USABLE_MS = 30_000;
/** Google's tokens last an hour; a credential that does not say when its token ends is asked again early. */
const UNSAID_LIFETIME_MS = 10 * 60_000;

interface IssuedToken {
  readonly bearer: readonly string[];
  readonly expiresAt: number;
}

/** Fetches one access token. Throws whatever Google's library throws. */
export type TokenSource = () => Promise<{ readonly token: string; readonly expiresAt: number }>;

/** The access token of one provider: fetched when first needed, once at a time, and renewed before it ends. */
export class AccessTokens {
  #issued: IssuedToken | null = null;
  #fetching: Promise<IssuedToken> | null = null;

  constructor(
    private readonly instance: ProviderInstance,
    private readonly source: TokenSource,
    private readonly now: () => number = Date.now,
  ) {}

  /** `authorization` with the token, as a flat header list; a promise only where it must be waited for. */
  bearer(): readonly string[] | Promise<readonly string[]> {
    const left = (this.#issued?.expiresAt ?? 0) - this.now();
    if (this.#issued === null || left < USABLE_MS) return this.#fetch().then(({ bearer }) => bearer);
    // While the old one lasts a failed renewal harms nobody; the next request tries again.
    if (left < RENEWED_BEFORE_MS) this.#fetch().catch(() => undefined);
    return this.#issued.bearer;
  }

  #fetch(): Promise<IssuedToken> {
    this.#fetching ??= this.#ask().finally(() => {
      this.#fetching = null;
    });
    return this.#fetching;
  }

  async #ask(): Promise<IssuedToken> {
    const { token, expiresAt } = await this.source();
    rememberIssued(this.instance, new Secret(token));
    this.#issued = { bearer: ['authorization', `Bearer ${token}`], expiresAt };
    return this.#issued;
  }
}

const byInstance = new WeakMap<ProviderInstance, AccessTokens>();

export function accessTokensOf(instance: ProviderInstance): AccessTokens {
  let tokens = byInstance.get(instance);
  if (tokens === undefined) {
    tokens = new AccessTokens(instance, applicationDefault());
    byInstance.set(instance, tokens);
  }
  return tokens;
}

/**
 * Application-default credentials: a service account's file, a user's login, the metadata server, federation
 * (https://cloud.google.com/docs/authentication/application-default-credentials). The library is loaded when first needed.
 */
function applicationDefault(): TokenSource {
  const client = once(async () => {
    const { GoogleAuth } = await import('google-auth-library');
    return new GoogleAuth({ scopes: SCOPE }).getClient();
  });
  return async () => {
    const authorized = await client();
    const { token } = await authorized.getAccessToken();
    if (!token) throw new Error('Google gave no access token');
    return { token, expiresAt: authorized.credentials.expiry_date ?? Date.now() + UNSAID_LIFETIME_MS };
  };
}

/** Remembers what came, and asks again after a failure. */
function once<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | null = null;
  return () => {
    made ??= make().catch((error: unknown) => {
      made = null;
      throw error;
    });
    return made;
  };
}
