import type { Gateway } from './gateway.ts';

export interface Credentials {
  readonly email: string;
  readonly password: string;
}

export interface IssuedKey {
  readonly id: string;
  readonly api_key: string;
  readonly prefix: string;
}

export const OWNER: Credentials = { email: 'owner@example.com', password: 'canary-password-of-the-owner' };

/** Registers by the endpoint that everybody uses; the first to come becomes the owner. */
export async function register(gateway: Gateway, credentials: Credentials = OWNER): Promise<Credentials> {
  const { status, body } = await gateway.call('POST', '/auth/register', { body: credentials });
  if (status !== 201) throw new Error(`Registration failed with ${status}: ${JSON.stringify(body)}`);
  return credentials;
}

/** Settings beside the name are the endpoint's own: `requests_per_minute`, `expires_in_days`. */
export async function issueKey(
  gateway: Gateway,
  credentials: Credentials,
  settings: Readonly<Record<string, unknown>> = {},
): Promise<IssuedKey> {
  const request = { body: { ...credentials, key_name: 'test key', ...settings } };
  const { status, body } = await gateway.call<IssuedKey>('POST', '/auth/keys', request);
  if (status !== 201) throw new Error(`Issuing a key failed with ${status}: ${JSON.stringify(body)}`);
  return body;
}

/** A session's token. */
export async function login(gateway: Gateway, credentials: Credentials): Promise<string> {
  const { status, body } = await gateway.call<{ token: string }>('POST', '/auth/login', { body: credentials });
  if (status !== 200) throw new Error(`Signing in failed with ${status}: ${JSON.stringify(body)}`);
  return body.token;
}
