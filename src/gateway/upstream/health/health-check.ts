import { inTime } from '../../../kernel/in-time.js';
import { adapterFor } from '../../providers/index.js';
import type { ProviderInstance, UpstreamRequest } from '../../providers/provider.js';
import { ask } from '../ask-json.js';
import { ExchangeAborted } from '../exchange.js';
import { ConnectionsExhausted } from '../origin-connections.js';
import type { UpstreamPools } from '../pools.js';
import { describeFailure } from '../transport-error.js';

const TOO_MANY_REQUESTS = 429;

/**
 * Asks a provider for its list of models, as a client's request would be signed and sent: this shows the address, the
 * credentials and that somebody answers, and costs no tokens. Returns why it failed, `null` where it did not; never rejects.
 */
export async function checkHealth(
  instance: ProviderInstance,
  pools: Pick<UpstreamPools, 'for'>,
  timeoutMs: number,
): Promise<string | null> {
  const adapter = adapterFor(instance.kind);
  if (adapter.answerInProcess) return null;
  let request: UpstreamRequest;
  try {
    const authorizing = Promise.resolve(adapter.authorize(adapter.models.request(instance), instance));
    request = await inTime(authorizing, timeoutMs, () => new Error('late'));
  } catch {
    // The reason may quote the issuer's answer; requests that need the token tell it to the log.
    return 'no credentials could be had for it';
  }
  try {
    const { status } = await ask(pools.for(request.origin), request, timeoutMs);
    // It is there and has enough to do: cooldowns are for that.
    return status === 200 || status === TOO_MANY_REQUESTS ? null : `it answers ${status} to the list of models`;
  } catch (error) {
    // So has this node: it could not ask.
    if (error instanceof ConnectionsExhausted) return null;
    return error instanceof ExchangeAborted ? `no answer within ${timeoutMs} ms` : describeFailure(error as Error);
  }
}
