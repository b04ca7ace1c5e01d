import { formatDollars, type NanoDollars } from '../../../kernel/money.js';
import type { RatedRow, RerateChange } from './rerate.store.js';

interface ModelSums {
  rows: number;
  before: NanoDollars;
  after: NanoDollars;
}

/** What a run found, and what it changed. */
export class RerateSummary {
  rows = 0;
  changed = 0;
  /** As the database counted; a row that something else changed meanwhile is not among them. */
  written = 0;
  /** Rows that had no cost, and those that still have none. */
  unpricedBefore = 0;
  unpricedAfter = 0;
  readonly #models = new Map<string, ModelSums>();

  /** @param runId under which the old costs are kept */
  constructor(readonly runId: string) {}

  seen(row: RatedRow, change: RerateChange | null): void {
    this.rows += 1;
    const after = change === null ? row.cost_nanos : change.cost_nanos;
    if (row.cost_nanos === null) this.unpricedBefore += 1;
    if (after === null) this.unpricedAfter += 1;
    if (change === null) return;
    this.changed += 1;
    const name = `${row.provider}/${row.model}`;
    const sums = this.#models.get(name) ?? { rows: 0, before: 0n, after: 0n };
    sums.rows += 1;
    sums.before += BigInt(row.cost_nanos ?? 0);
    sums.after += BigInt(after ?? 0);
    this.#models.set(name, sums);
  }

  /** For people: one line a model that changed, the largest difference first. */
  toText(dryRun: boolean): string {
    const models = [...this.#models].sort(([, a], [, b]) => compare(difference(b), difference(a)));
    const lines = models.map(
      ([name, { rows, before, after }]) =>
        `  ${name}: ${rows} rows, $${formatDollars(before)} -> $${formatDollars(after)} (${signed(after - before)})`,
    );
    const result = dryRun
      ? `${this.changed} would change; nothing was written.`
      : `${this.written} changed; what they said before is in usage_rerates, run ${this.runId}.`;
    return [
      `${this.rows} rows were rated again: ${result}`,
      ...lines,
      `Rows without a cost: ${this.unpricedBefore} before, ${this.unpricedAfter} after.`,
    ].join('\n');
  }
}

function difference({ before, after }: ModelSums): NanoDollars {
  return after > before ? after - before : before - after;
}

function compare(a: NanoDollars, b: NanoDollars): number {
  if (a === b) return 0;
  return a > b ? 1 : -1;
}

function signed(nanos: NanoDollars): string {
  return nanos < 0n ? `-$${formatDollars(-nanos)}` : `+$${formatDollars(nanos)}`;
}
