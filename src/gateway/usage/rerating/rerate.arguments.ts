import { parseArgs } from 'node:util';
import type { RerateScope } from './rerate.store.js';

export const RERATE_HELP = `Rates the ledger's rows of a period again, by the prices known now.

  npm run rerate -- --from 2026-11-01 [--to 2026-12-01] [--provider name] [--model name] [--dry-run]

  --from, --to   days or times in UTC; the end is not part of the period, and is now where it is left out
  --model        the vendor's name; a star at the end stands for any ending
  --dry-run      says what would change, and changes nothing
`;

export interface RerateArguments {
  readonly scope: RerateScope;
  readonly dryRun: boolean;
}

/** Throws Error with what to do instead. @param now for a period without an end */
export function readRerateArguments(words: readonly string[], now: Date): RerateArguments {
  const { values } = parseArgs({
    args: [...words],
    options: {
      from: { type: 'string' },
      to: { type: 'string' },
      provider: { type: 'string' },
      model: { type: 'string' },
      'dry-run': { type: 'boolean', default: false },
    },
  });
  if (values.from === undefined) throw new Error('--from is missing');
  const from = instant(values.from, '--from');
  const to = values.to === undefined ? now : instant(values.to, '--to');
  if (from >= to) throw new Error('--from must be before --to');
  const { provider = null, model = null } = values;
  return { scope: { from, to, provider, model }, dryRun: values['dry-run'] };
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/;

/** A time needs its zone: a period that depends on where the command runs is no period. */
function instant(text: string, option: string): Date {
  const time = new Date(DAY.test(text) || TIME.test(text) ? text : NaN);
  if (Number.isNaN(time.getTime())) {
    throw new Error(`${option} must be a day like 2026-11-01 or a time with its zone like 2026-11-01T08:00Z`);
  }
  return time;
}
