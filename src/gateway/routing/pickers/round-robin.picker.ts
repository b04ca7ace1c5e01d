import type { Candidate, Picker } from './picker.js';

/**
 * In turn, as often as the weights say, and evenly spread: a, a, b, a rather than a, a, a, b. The smooth weighted
 * round-robin of nginx (ngx_http_upstream_round_robin.c).
 */
export class RoundRobinPicker implements Picker {
  readonly #credits = new WeakMap<Candidate, number>();

  pick<Given extends Candidate>(candidates: readonly Given[]): Given {
    const sum = candidates.reduce((total, { weight }) => total + weight, 0);
    let best = candidates[0]!;
    let most = -Infinity;
    for (const candidate of candidates) {
      const credit = (this.#credits.get(candidate) ?? 0) + (sum === 0 ? 1 : candidate.weight);
      this.#credits.set(candidate, credit);
      if (credit > most) [best, most] = [candidate, credit];
    }
    this.#credits.set(best, most - (sum === 0 ? candidates.length : sum));
    return best;
  }
}
