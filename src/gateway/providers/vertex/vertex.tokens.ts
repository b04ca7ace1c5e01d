import type { ProviderInstance } from '../provider.js';
import { type IssuedToken, TokenCache } from '../token-cache.js';

const SCOPE = 'https://www.googleapis.com/auth/cloud-platform';
/** Google's tokens last an hour; a credential that does not say when its token ends is asked again early. */
const UNSAID_LIFETIME_MS = 10 * 60_000;

const caches = new WeakMap<ProviderInstance, TokenCache>();

/** An access token of Google's for this provider, kept until shortly before its end. Rejects with GatewayError. */
export function googleToken(instance: ProviderInstance): string | Promise<string> {
  let cache = caches.get(instance);
  if (cache === undefined) {
    const reason = 'Google issues no access token for it; set up application-default credentials';
    cache = new TokenCache({ instance, reason, issue: applicationDefault() });
    caches.set(instance, cache);
  }
  return cache.get();
}

/**
 * Application-default credentials: a service account's file, a user's login, the metadata server, federation
 * (https://cloud.google.com/docs/authentication/application-default-credentials). The library is loaded when first needed,
 * and finds out anew where the credentials are as long as it has not found any.
 */
function applicationDefault(): () => Promise<IssuedToken> {
  let client: ReturnType<typeof findClient> | null = null;
  return async () => {
    client ??= findClient();
    const authorized = await client.catch((error: unknown) => {
      client = null;
      throw error;
    });
    const { token } = await authorized.getAccessToken();
    if (!token) throw new Error('Google gave no access token');
    return { token, expiresAt: authorized.credentials.expiry_date ?? Date.now() + UNSAID_LIFETIME_MS };
  };
}

async function findClient() {
  const { GoogleAuth } = await import('google-auth-library');
  return new GoogleAuth({ scopes: SCOPE }).getClient();
}
