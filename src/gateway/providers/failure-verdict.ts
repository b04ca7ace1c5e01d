import { isOwnTrouble } from './own-trouble.js';
import type { UpstreamFailure, UpstreamHeaders, Verdict } from './provider.js';

/** Our key, our bill, what our account may use and what there is: another target may have it. */
const ELSEWHERE: ReadonlySet<number> = new Set([401, 402, 403, 404]);

/**
 * What the field's vendors mean by their statuses. 408, 409, 429 and 5xx are worth another try (both official SDK
 * families agree); 401, 402, 403 and 404 only another target can help.
 */
export function classifyHttpFailure(failure: UpstreamFailure): Verdict {
  if (failure.kind !== 'status') return { retry: 'same-target', tripsBreaker: true };
  const { status } = failure;
  const retryAfterMs = readRetryAfterMs(failure.headers);
  if (status === 429) return { retry: 'next-target', retryAfterMs, tripsBreaker: false };
  if (status === 408 || status === 409) return { retry: 'same-target', retryAfterMs, tripsBreaker: false };
  if (status >= 500) return { retry: 'same-target', retryAfterMs, tripsBreaker: true };
  if (ELSEWHERE.has(status)) {
    const verdict = { retry: 'next-target', tripsBreaker: false } as const;
    return isOwnTrouble(failure) ? { ...verdict, ownTrouble: true } : verdict;
  }
  return { retry: 'never', tripsBreaker: false };
}

/** `retry-after-ms` wins over `retry-after` in seconds or as a date. Milliseconds; undefined where absent or odd. */
export function readRetryAfterMs(headers: UpstreamHeaders, now: number = Date.now()): number | undefined {
  const precise = Number.parseFloat(single(headers['retry-after-ms']) ?? '');
  if (Number.isFinite(precise) && precise >= 0) return precise;
  const text = single(headers['retry-after']);
  if (text === undefined) return undefined;
  const seconds = Number(text);
  if (Number.isFinite(seconds)) return seconds >= 0 ? seconds * 1000 : undefined;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

function single(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}
