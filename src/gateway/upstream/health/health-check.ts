import { inTime } from '../../../kernel/in-time.js';
import { adapterFor } from '../../providers/index.js';
import type { ProviderInstance, UpstreamRequest } from '../../providers/provider.js';
import { ask } from '../ask-json.js';
import { ExchangeAborted } from '../exchange.js';
import { ConnectionsExhausted } from '../origin-connections.js';
import type { UpstreamPools } from '../pools.js';
import { describeFailure } from '../transport-error.js';

/** It is there and has enough to do: cooldowns are for that. */
const TOO_MANY_REQUESTS = 429;
const NOT_IMPLEMENTED = 501;
const WELL: CheckResult = { isHealthy: true, reason: null };

/** What one check has shown. */
export interface CheckResult {
  readonly isHealthy: boolean;
  /** Why it failed, or what is worth knowing although it did not; `null` where there is nothing to say. */
  readonly reason: string | null;
}

/**
 * Asks a provider for its list of models, as a client's request would be signed and sent: this shows the address, the
 * credentials and that somebody answers, and costs no tokens. Many servers have no such list: who refuses the question is there
 * all the same, unless the key is refused. Never rejects.
 */
export async function checkHealth(
  instance: ProviderInstance,
  pools: Pick<UpstreamPools, 'for'>,
  timeoutMs: number,
): Promise<CheckResult> {
  const adapter = adapterFor(instance.kind);
  if (adapter.answerInProcess) return WELL;
  let request: UpstreamRequest;
  try {
    const authorizing = Promise.resolve(adapter.authorize(adapter.models.request(instance), instance));
    request = await inTime(authorizing, timeoutMs, () => new Error('late'));
  } catch {
    // The reason may quote the issuer's answer; requests that need the token tell it to the log.
    return failed('no credentials could be had for it');
  }
  try {
    const { status } = await ask(pools.for(request.origin), request, timeoutMs);
    if (status === 200 || status === TOO_MANY_REQUESTS) return WELL;
    const reason = `it answers ${status} to the list of models`;
    return { isHealthy: refusesOnlyTheQuestion(status), reason };
  } catch (error) {
    // This node itself has too much to do: it could not ask.
    if (error instanceof ConnectionsExhausted) return WELL;
    const isLate = error instanceof ExchangeAborted;
    return failed(isLate ? `no answer within ${timeoutMs} ms` : describeFailure(error as Error));
  }
}

/** A redirect is none: answers are not fetched from elsewhere either. */
function refusesOnlyTheQuestion(status: number): boolean {
  return status === NOT_IMPLEMENTED || (status >= 400 && status < 500 && status !== 401 && status !== 403);
}

function failed(reason: string): CheckResult {
  return { isHealthy: false, reason };
}
