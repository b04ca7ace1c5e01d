import { GatewayError } from '../../../kernel/errors.js';
import type { TokenUsage } from '../../../kernel/token-usage.js';
import type { ProviderAdapter, ProviderInstance, UpstreamFailure, Verdict } from '../../providers/provider.js';
import { isTimeout, transportError } from '../transport-error.js';

/** The vendor is well, this request could not be served by it. */
export const ANOTHER: Verdict = { retry: 'next-target', tripsBreaker: false };
/** What it did, no vendor does that is well. */
export const BROKEN: Verdict = { retry: 'next-target', tripsBreaker: true };

/** A failure before the commit point, with what may still be tried. */
export class AttemptFailed extends Error {
  constructor(
    readonly reported: GatewayError,
    readonly verdict: Verdict,
    /** What the vendor bills all the same. */
    readonly usage: TokenUsage | null = null,
  ) {
    super(reported.message);
  }
}

/** There was no room for it on our side: the vendor has not seen it, and how it is remains unknown. */
export class NotAsked extends AttemptFailed {
  constructor(reported: GatewayError) {
    super(reported, ANOTHER);
  }
}

/** The vendor was just closing the kept-alive connection: nothing can have arrived. */
export class StaleConnection extends AttemptFailed {}

/**
 * No answer came of it. What was never sent may be sent again; anything else may have reached the vendor's model, and sent
 * to it again it would be paid for twice.
 */
export function transportFailure(
  cause: Error,
  sent: boolean,
  { classify }: Pick<ProviderAdapter, 'classify'>,
  instance: ProviderInstance,
): AttemptFailed {
  const kind = !sent ? 'connect' : isTimeout(cause) ? 'timeout' : 'reset';
  const verdict = classify({ kind, cause } satisfies UpstreamFailure, instance);
  return new AttemptFailed(transportError(cause, instance.name), sent ? notHereAgain(verdict) : verdict);
}

/** A stream that failed before its first frame that counts. */
export function streamFailure(
  error: GatewayError,
  usage: TokenUsage | null,
  { classify }: Pick<ProviderAdapter, 'classify'>,
  instance: ProviderInstance,
): AttemptFailed {
  const billed = usage?.source === 'provider' ? usage : null;
  if (error.code !== 'provider_error') return new AttemptFailed(error, BROKEN, billed);
  // Only some say which status their error would have had; the catalogue's own stands for "unknown".
  if (error.status === UNKNOWN_STATUS) return new AttemptFailed(error, ANOTHER, billed);
  const failure = { kind: 'status', status: error.status, headers: {}, body: '' } satisfies UpstreamFailure;
  return new AttemptFailed(error, notHereAgain(classify(failure, instance)), billed);
}

const UNKNOWN_STATUS = new GatewayError('provider_error').status;

function notHereAgain(verdict: Verdict): Verdict {
  return verdict.retry === 'same-target' ? { ...verdict, retry: 'next-target' } : verdict;
}
