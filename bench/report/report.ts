import type { MachineFacts } from '../machine/facts.ts';
import type { Settings } from '../settings.ts';
import type { GoalResult } from './goals.ts';
import type { Row } from './row.ts';

/** Everything that a run found out; `results/latest.json` holds it as it is. */
export interface Report {
  readonly machine: MachineFacts;
  readonly cores: string;
  readonly settings: Settings;
  readonly rows: readonly Row[];
  readonly goals: readonly GoalResult[];
  readonly notes: readonly string[];
  /** Wrong or missing answers. With any, the run is not a result. */
  readonly errors: number;
}
