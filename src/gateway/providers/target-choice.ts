import type { GatewayError } from '../../kernel/errors.js';
import type { Target, Verdict } from './provider.js';

/** How many tries and how long, for one request. Milliseconds. */
export interface AttemptPolicy {
  readonly retry: {
    /** Tries at one target, the first included. */
    readonly attempts: number;
    readonly backoffMs: number;
    /** A vendor's wait up to this is waited for at the same target. */
    readonly longestWaitMs: number;
  };
  readonly timeouts: {
    readonly connectMs: number;
    readonly firstTokenMs: number;
    readonly idleMs: number;
    /** From the first attempt to the last byte; `null` for none. */
    readonly totalMs: number | null;
  };
  /** A second target is asked when the first said nothing for so long; `null` for none. `share` of the requests at most. */
  readonly hedge: { readonly afterMs: number; readonly share: number } | null;
}

/** One target, chosen and counted as loaded from that moment. Exactly one of `failed` and `released` is called, once. */
export interface ChosenTarget {
  readonly target: Target;
  /** The first frame, or the whole answer, is there. At most once. */
  committed(firstTokenMs: number): void;
  /** It gave no answer; what is known of why. Its load is given back. */
  failed(error: GatewayError, verdict: Verdict): void;
  /** It is done with: answered to the end, broken off after the commit point, or not needed any more. */
  released(ending: TargetEnding): void;
}

/** `cut` counts against the target, `left` (the client's or our own doing) against nobody. */
export type TargetEnding = 'answered' | 'cut' | 'left';

/**
 * Where targets come from: routing's choice, as the attempts see it. Each call of `next` chooses afresh among what has not
 * been tried, so that a target that broke meanwhile is passed by.
 */
export interface TargetChooser {
  readonly policy: AttemptPolicy;
  /** Asked as well, its answer thrown away; `null` where this request is not mirrored. */
  readonly shadow: ShadowTarget | null;
  /** `null` when none is left. */
  next(): ChosenTarget | null;
  /** Whether `next` would give one now; chooses and counts nothing. */
  hasNext(): boolean;
}

export interface ShadowTarget {
  readonly target: Target;
  /** Mirrored requests under way at once; what comes beyond is not mirrored. */
  readonly concurrency: number;
}
