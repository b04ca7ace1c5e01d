import { secretsOf } from '../providers/credentials.js';
import type { ProviderInstance } from '../providers/provider.js';

/** Vendors quote the key they were given ("Incorrect API key provided: …"). It is ours, not the client's. */
export function withoutCredentials(text: string, instance: ProviderInstance): string {
  let clean = text;
  for (const secret of secretsOf(instance)) clean = clean.replaceAll(secret, '[redacted]');
  return clean;
}
