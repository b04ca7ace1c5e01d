import { GatewayError } from '../../kernel/errors.js';
import { inTime } from '../../kernel/in-time.js';
import type { UpstreamRequest } from '../providers/provider.js';
import type { ClientPresence } from './attempt.js';

/**
 * A request whose proof of identity must be fetched: waited for no longer than for the vendor itself, and not at all for a
 * client that has left. Rejects with GatewayError, or as the fetching does.
 */
export async function authorizedInTime(
  authorizing: Promise<UpstreamRequest>,
  client: ClientPresence,
  { provider, limitMs }: { readonly provider: string; readonly limitMs: number },
): Promise<UpstreamRequest> {
  const left = Promise.withResolvers<never>();
  if (client.ended === null) client.onEnded = left.reject;
  else left.reject(client.ended);
  const late = () => new GatewayError('provider_timeout', { provider });
  return await inTime(Promise.race([authorizing, left.promise]), limitMs, late);
}
