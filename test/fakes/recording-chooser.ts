import type { GatewayError } from '../../src/kernel/errors.js';
import type { Target, Verdict } from '../../src/gateway/providers/provider.js';
import type {
  AttemptPolicy,
  ChosenTarget,
  ShadowTarget,
  TargetChooser,
  TargetEnding,
} from '../../src/gateway/providers/target-choice.js';

/** What an attempt may be told that it takes; a test names only what it is about. */
export const PATIENT: AttemptPolicy = {
  retry: { attempts: 1, backoffMs: 200, longestWaitMs: 5000 },
  timeouts: { connectMs: 60_000, firstTokenMs: 60_000, idleMs: 60_000, totalMs: null },
  hedge: null,
};

export interface ChoiceRecord {
  readonly target: Target;
  committed: number;
  readonly failures: { readonly error: GatewayError; readonly verdict: Verdict }[];
  readonly endings: TargetEnding[];
}

/** Gives its targets in order, and remembers what it was told of each. */
export class RecordingChooser implements TargetChooser {
  readonly choices: ChoiceRecord[] = [];
  shadow: ShadowTarget | null = null;

  constructor(
    private readonly targets: readonly Target[],
    readonly policy: AttemptPolicy = PATIENT,
  ) {}

  /** Chosen and not yet given back. Less than nothing where one was given back twice. */
  get load(): number {
    const open = this.choices.map(({ failures, endings }) => 1 - failures.length - endings.length);
    return open.some((each) => each < 0) ? -1 : open.filter((each) => each > 0).length;
  }

  next(): ChosenTarget | null {
    const target = this.targets[this.choices.length];
    if (target === undefined) return null;
    const record: ChoiceRecord = { target, committed: 0, failures: [], endings: [] };
    this.choices.push(record);
    return {
      target,
      committed: () => (record.committed += 1),
      failed: (error, verdict) => record.failures.push({ error, verdict }),
      released: (ending) => record.endings.push(ending),
    };
  }

  hasNext(): boolean {
    return this.choices.length < this.targets.length;
  }
}
