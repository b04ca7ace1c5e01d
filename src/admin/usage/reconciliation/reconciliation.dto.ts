import { IsISO8601 } from 'class-validator';

const DAY_RULE = 'must be a date, ISO 8601; days are those of UTC';

export class ReconciliationQuery {
  /**
   * The first day (UTC).
   * @example "2026-11-01"
   */
  @IsISO8601({ strict: true }, { message: DAY_RULE })
  from!: string;

  /**
   * The day after the last (UTC); at most 7 days later.
   * @example "2026-11-02"
   */
  @IsISO8601({ strict: true }, { message: DAY_RULE })
  to!: string;
}

export class DifferenceResponse {
  /** "hour" or "day": which roll-up. */
  tier!: string;
  starts_at!: string;
  /** Id of the gateway key. */
  key!: string;
  /** @example "cost_nanos" */
  measure!: string;
  /** What the ledger's rows add up to. */
  ledger!: string;
  roll_up!: string;
}

export class ReconciliationResponse {
  /** Days from which there are no rows any more are left out. */
  from!: string;
  to!: string;
  /** Whether every sum of every hour, day and key is what its rows add up to, to the token and the billionth of a dollar. */
  matches!: boolean;
  /** The first hundred. */
  differences!: DifferenceResponse[];
}
