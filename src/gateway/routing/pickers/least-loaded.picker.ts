import type { Random } from '../../../kernel/random.js';
import type { Candidate, Picker } from './picker.js';
import { drawByWeight } from './weighted.picker.js';

/** Averages closer together than this say nothing. */
const SAME_LATENCY = 1.25;

/**
 * Power of two choices: of two targets drawn by weight, the one with less to do. Taking the least loaded of all would send
 * every node to the same target until its count comes round; two draws keep the fullest one near the mean all the same
 * (Mitzenmacher, "The Power of Two Choices in Randomized Load Balancing").
 *
 * Less to do: fewer requests in flight for its weight, weighted by the time to the first token where both are known and
 * differ. What is equal stays with the first draw, so that an idle route follows the weights.
 */
export class LeastLoadedPicker implements Picker {
  constructor(private readonly random: Random) {}

  pick<Given extends Candidate>(candidates: readonly Given[]): Given {
    if (candidates.length === 1) return candidates[0]!;
    const first = drawByWeight(candidates, this.random, null);
    const second = drawByWeight(candidates, this.random, first);
    return isLessLoaded(second, first) ? second : first;
  }
}

function isLessLoaded(left: Candidate, right: Candidate): boolean {
  if (left.weight === 0 || right.weight === 0) return left.weight > right.weight;
  // Weights count relative to each other: 60 and 40 are the same as 3 and 2.
  const unit = (left.weight + right.weight) / 2;
  const leftLoad = (left.load.inFlight * unit) / left.weight;
  const rightLoad = (right.load.inFlight * unit) / right.weight;
  const leftMs = left.load.firstTokenMs;
  const rightMs = right.load.firstTokenMs;
  if (leftMs === null || rightMs === null || isSame(leftMs, rightMs)) return leftLoad < rightLoad;
  // The request itself is one more: the slow one is slow even while it has nothing to do.
  return (leftLoad + 1) * leftMs < (rightLoad + 1) * rightMs;
}

function isSame(left: number, right: number): boolean {
  return left <= right * SAME_LATENCY && right <= left * SAME_LATENCY;
}
