import { parseArgs } from 'node:util';

export const CASES = [
  'throughput',
  'throughput-100kb',
  'streams-burst',
  'streams-packets',
  'latency',
  'first-token',
  'limits',
  'pairs',
  'open-streams',
  'start-up',
] as const;
export type CaseName = (typeof CASES)[number];

/** The cases whose load can be put on a gateway under the profiler. */
export const PROFILED_CASES = ['throughput', 'throughput-100kb', 'streams-burst', 'streams-packets'] as const;
export type ProfiledCase = (typeof PROFILED_CASES)[number];

export interface Settings {
  readonly quick: boolean;
  readonly cases: readonly CaseName[];
  readonly profile: ProfiledCase | null;
  /** Alternating runs of every subject; the median counts. */
  readonly rounds: number;
  readonly warmUpMs: number;
  readonly measureMs: number;
  readonly connections: number;
  /** Steps of the open-stream case, rising: memory does not fall back after a peak. */
  readonly openStreams: readonly number[];
  /** Between the last stream's opening and the reading of the memory: a collection or two pass. */
  readonly settleMs: number;
  readonly startUpRuns: number;
}

const USAGE = `Usage: npm run bench -- [--quick] [--only=<case>]... [--profile=<case>]
  --quick      one short round of everything, up to 1,000 open streams: for a look, not for a result
  --only       ${CASES.join(', ')}
  --profile    ${PROFILED_CASES.join(', ')}: the gateway alone, under V8's profiler`;

const FULL = {
  rounds: 3,
  warmUpMs: 500,
  measureMs: 2000,
  openStreams: [1000, 10_000],
  settleMs: 4000,
  startUpRuns: 5,
} as const;

const QUICK = {
  rounds: 1,
  warmUpMs: 400,
  measureMs: 1000,
  openStreams: [1000],
  settleMs: 2000,
  startUpRuns: 1,
} as const;

/** Ends the process with the usage text on arguments that it does not know. */
export function readSettings(args: readonly string[]): Settings {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        quick: { type: 'boolean', default: false },
        only: { type: 'string', multiple: true, default: [] },
        profile: { type: 'string' },
      },
    });
    const only = values.only.map((name) => oneOf(CASES, name));
    return {
      quick: values.quick,
      cases: CASES.filter((name) => only.length === 0 || only.includes(name)),
      profile: values.profile === undefined ? null : oneOf(PROFILED_CASES, values.profile),
      connections: 32,
      ...(values.quick ? QUICK : FULL),
    };
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${USAGE}`);
    process.exit(2);
  }
}

function oneOf<T extends string>(names: readonly T[], name: string): T {
  const found = names.find((known) => known === name);
  if (found === undefined) throw new Error(`There is no case "${name}".`);
  return found;
}
