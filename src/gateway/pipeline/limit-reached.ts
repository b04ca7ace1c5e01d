import { GatewayError } from '../../kernel/errors.js';
import { retryAfterSeconds } from '../rate-limiting/rate-limit.headers.js';
import type { Admission } from '../rate-limiting/rate-limiter.js';

/** What a request gets that was not admitted. */
export function limitReached(admission: Admission): GatewayError {
  const retryAfter = retryAfterSeconds(admission.retryAfterMs);
  return new GatewayError(
    'rate_limit_exceeded',
    { limit: admission.limit, retryAfter },
    { retryAfterSeconds: retryAfter },
  );
}
