import type { Credentials } from '../providers/provider.js';

/** Vendors quote the key they were given ("Incorrect API key provided: …"). It is ours, not the client's. */
export function withoutCredentials(text: string, { apiKey }: Credentials): string {
  const key = apiKey?.reveal();
  return key === undefined || key === '' ? text : text.replaceAll(key, '[redacted]');
}
