import { parseArgs } from 'node:util';

export interface SoakSettings {
  readonly durationMs: number;
  /** Of faults and traffic. */
  readonly seed: number;
  /** Requests under way at once. */
  readonly clients: number;
  /** Of the vendor's calls. */
  readonly faultShare: number;
  /** `null`: a rising memory is reported, and no failure. */
  readonly mostMegabytesPerHour: number | null;
}

const USAGE = `Usage: npm run soak -- [--minutes=2 | --hours=8] [--seed=1] [--clients=16] [--faults=0.1] [--most-mb-per-hour=5]
  --faults            share of the vendor's calls that go wrong
  --most-mb-per-hour  fail where resident memory rises faster; give it hours, minutes show only warming up`;

/** Ends the process with the usage text on arguments that it does not know. */
export function readSoakSettings(args: readonly string[]): SoakSettings {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        minutes: { type: 'string' },
        hours: { type: 'string' },
        seed: { type: 'string' },
        clients: { type: 'string', default: '16' },
        faults: { type: 'string', default: '0.1' },
        'most-mb-per-hour': { type: 'string' },
      },
    });
    const minutes = values.hours === undefined ? positive(values.minutes ?? '2') : positive(values.hours) * 60;
    const most = values['most-mb-per-hour'];
    return {
      durationMs: minutes * 60_000,
      seed: values.seed === undefined ? Math.floor(Math.random() * 1e6) : positive(values.seed),
      clients: Math.ceil(positive(values.clients)),
      faultShare: Number(values.faults),
      mostMegabytesPerHour: most === undefined ? null : positive(most),
    };
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${USAGE}`);
    process.exit(2);
  }
}

function positive(text: string): number {
  const number = Number(text);
  if (!(number > 0)) throw new Error(`"${text}" is no number above 0.`);
  return number;
}
