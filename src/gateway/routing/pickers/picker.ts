import type { TargetLoad } from '../targets/target-load.js';

/** What a policy may look at. */
export interface Candidate {
  /** Its part among targets of the same priority. */
  readonly weight: number;
  readonly load: TargetLoad;
  /** What a token costs there, in any unit; `null` while unknown. */
  price(): number | null;
}

/** A policy: which of these targets is asked. They are usable, of one priority, and at least one. */
export interface Picker {
  pick<Given extends Candidate>(candidates: readonly Given[]): Given;
}
