import type { Random } from '../../../kernel/random.js';
import type { Candidate, Picker } from './picker.js';
import { drawByWeight } from './weighted.picker.js';

/** Averages within a tenth of the best are as good as the best; chance decides among them. */
const AS_GOOD = 1.1;
/** One request in twenty goes to any target: how else would it become known that a slow one has become fast? */
const EXPLORED = 0.05;

/** The one that was first with its first token lately. One that nobody knows yet is asked, by one request at a time. */
export class LatencyPicker implements Picker {
  constructor(private readonly random: Random) {}

  pick<Given extends Candidate>(candidates: readonly Given[]): Given {
    const unknown = candidates.find(({ load }) => load.firstTokenMs === null && load.inFlight === 0);
    if (unknown !== undefined) return unknown;
    if (this.random() < EXPLORED) return drawByWeight(candidates, this.random, null);
    const best = Math.min(...candidates.map(latencyOf));
    // While none of them has answered yet, all are as good.
    const asGood = candidates.filter((candidate) => latencyOf(candidate) <= best * AS_GOOD);
    return drawByWeight(asGood, this.random, null);
  }
}

function latencyOf({ load }: Candidate): number {
  return load.firstTokenMs ?? Infinity;
}
