import type { Random } from '../../../kernel/random.js';
import { LeastLoadedPicker } from './least-loaded.picker.js';
import type { Candidate, Picker } from './picker.js';

/** The cheapest; equally cheap ones by load. One without a price is asked when no other is left. */
export class CostPicker implements Picker {
  readonly #amongEqual: Picker;

  constructor(random: Random) {
    this.#amongEqual = new LeastLoadedPicker(random);
  }

  pick<Given extends Candidate>(candidates: readonly Given[]): Given {
    const lowest = Math.min(...candidates.map(priceOf));
    return this.#amongEqual.pick(candidates.filter((candidate) => priceOf(candidate) === lowest));
  }
}

function priceOf(candidate: Candidate): number {
  return candidate.price() ?? Infinity;
}
