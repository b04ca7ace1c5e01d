import { Secret } from '../../kernel/secret.js';
import type { ProviderInstance } from './provider.js';

const issued = new WeakMap<ProviderInstance, Set<Secret>>();
/** Enough for every token that may still be in flight; older ones have expired. */
const ISSUED_KEPT = 8;

/** Short-lived tokens are secrets too: what has been sent to this provider must not come back to a client. */
export function rememberIssued(instance: ProviderInstance, token: Secret): void {
  const tokens = issued.get(instance) ?? new Set();
  issued.set(instance, tokens);
  tokens.add(token);
  for (const oldest of tokens) {
    if (tokens.size <= ISSUED_KEPT) return;
    tokens.delete(oldest);
  }
}

/** Every secret that requests to this provider may carry, as text to be looked for. */
export function secretsOf(instance: ProviderInstance): string[] {
  return [...Object.values(instance.credentials), ...(issued.get(instance) ?? [])].flatMap((value: unknown) =>
    value instanceof Secret && value.reveal() !== '' ? [value.reveal()] : [],
  );
}
