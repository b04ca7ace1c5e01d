import type { LimitsStore } from './limits.store.js';
import type { MemoryLimitsStore } from './memory-limits.store.js';
import { type RateLimitSubject, WINDOW_MS, type WindowVerdict } from './sliding-window.js';

/**
 * Where a window was kept. `memory`: no Redis is configured. `local-fallback`: one is, but is away, and this node goes
 * on with a window of its own.
 */
export type AdmissionMode = 'memory' | 'redis' | 'local-fallback';

export interface Admission {
  readonly allowed: boolean;
  readonly limit: number;
  readonly remaining: number;
  /** Until the window is empty again if nothing else comes. */
  readonly resetMs: number;
  /** Until the next request would be admitted; 0 when this one was. */
  readonly retryAfterMs: number;
  readonly mode: AdmissionMode;
}

/**
 * Admits a key's requests up to its limit in any minute. With Redis the limit holds over all nodes; while Redis is away
 * it holds on each node, which then also counts what it admitted through Redis before.
 */
export class RateLimiter {
  constructor(
    /** `null` where no Redis is configured. */
    private readonly shared: LimitsStore<Promise<WindowVerdict> | null> | null,
    private readonly local: MemoryLimitsStore,
  ) {}

  /** Never rejects. A promise only if Redis was asked. */
  admit(subject: RateLimitSubject): Admission | Promise<Admission> {
    if (subject.requestsPerMinute < 1) return this.#nothing();
    if (this.shared === null) return admission(subject, this.local.reserve(subject), 'memory');
    const verdict = this.shared.reserve(subject);
    if (verdict === null) return this.#locally(subject);
    return verdict.then(
      (shared) => {
        if (shared.allowed) this.local.record(subject.keyId);
        return admission(subject, shared, 'redis');
      },
      () => this.#locally(subject),
    );
  }

  /** No store is asked: it would have no oldest request to wait for. */
  #nothing(): Admission {
    const mode = this.shared === null ? 'memory' : 'redis';
    return { allowed: false, limit: 0, remaining: 0, resetMs: 0, retryAfterMs: WINDOW_MS, mode };
  }

  #locally(subject: RateLimitSubject): Admission {
    return admission(subject, this.local.reserve(subject), 'local-fallback');
  }
}

function admission(subject: RateLimitSubject, verdict: WindowVerdict, mode: AdmissionMode): Admission {
  const limit = subject.requestsPerMinute;
  return {
    allowed: verdict.allowed,
    limit,
    remaining: Math.max(0, limit - verdict.used),
    resetMs: verdict.resetMs,
    retryAfterMs: verdict.retryAfterMs,
    mode,
  };
}
