/** So many hedges may be saved up in quiet times. */
const MOST = 10;

/** How often a second target may be asked in parallel: a share of a route's requests, saved up from nothing. */
export class HedgeBudget {
  #tokens = 0;

  /** A request that might be hedged begins. @param share of the requests, 0 to 1 */
  asked(share: number): void {
    this.#tokens = Math.min(MOST, this.#tokens + share);
  }

  take(): boolean {
    // Twenty times 0.05 is a little less than 1.
    if (this.#tokens < 1 - 1e-9) return false;
    this.#tokens -= 1;
    return true;
  }
}
