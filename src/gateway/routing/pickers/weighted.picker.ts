import type { Random } from '../../../kernel/random.js';
import type { Candidate, Picker } from './picker.js';

/** By chance, each as often as its weight says. */
export class WeightedPicker implements Picker {
  constructor(private readonly random: Random) {}

  pick<Given extends Candidate>(candidates: readonly Given[]): Given {
    return drawByWeight(candidates, this.random, null);
  }
}

/** @param without one that may not be drawn; not the only one. Where no weight is left, all are equal. */
export function drawByWeight<Given extends Candidate>(
  candidates: readonly Given[],
  random: Random,
  without: Given | null,
): Given {
  let sum = 0;
  let count = 0;
  for (const candidate of candidates) {
    if (candidate === without) continue;
    sum += candidate.weight;
    count += 1;
  }
  const isWeighted = sum > 0;
  let left = random() * (isWeighted ? sum : count);
  let last: Given | null = null;
  for (const candidate of candidates) {
    const weight = isWeighted ? candidate.weight : 1;
    if (candidate === without || weight === 0) continue;
    last = candidate;
    left -= weight;
    if (left < 0) return candidate;
  }
  // Sums of fractions may end a hair below what was drawn from.
  return last!;
}
