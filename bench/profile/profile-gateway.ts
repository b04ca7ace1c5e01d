import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Bench } from '../cases/bench.ts';
import { THROUGHPUT } from '../cases/index.ts';
import type { ProfiledCase } from '../settings.ts';
import { openGateway } from '../subjects/open-gateway.ts';
import { type CpuProfile, selfTimes, type SelfTime } from './self-time.ts';

const WARM_UP_MS = 3000;
const MEASURE_MS = 8000;
const SAMPLING_INTERVAL_US = 200;
const SHOWN = 35;

/** Loads one gateway alone under V8's CPU profiler; returns where the time of the loaded part went, as markdown. */
export async function profileGateway(bench: Bench, name: ProfiledCase, directory: string): Promise<string> {
  const file = `gateway-${name}.cpuprofile`;
  const nodeOptions = [
    '--cpu-prof',
    `--cpu-prof-dir=${directory}`,
    `--cpu-prof-name=${file}`,
    `--cpu-prof-interval=${SAMPLING_INTERVAL_US}`,
  ];
  bench.progress(`profiling ${name}`);
  const gateway = await openGateway(bench, { database: 'postgres', redis: false, nodeOptions });
  const { call, unit } = THROUGHPUT[name];
  const window = { connections: bench.settings.connections, warmUpMs: WARM_UP_MS, measureMs: MEASURE_MS };
  const job = { kind: 'closed-loop', target: gateway.target, call, watchedPid: gateway.pid, ...window } as const;
  const began = monotonicMicros() + WARM_UP_MS * 1000;
  const result = await bench.load.measure(job);
  bench.check(`profiling ${name}`, result);
  // The profile is written when the process ends.
  await gateway.stop();

  const profile = JSON.parse(readFileSync(join(directory, file), 'utf8')) as CpuProfile;
  const { byFunction, byPlace } = selfTimes(profile, { from: began, to: began + MEASURE_MS * 1000 });
  return [
    `# Where the gateway's time goes: ${name}`,
    `${Math.round(result.perSecond)} ${unit} under the profiler; ${bench.cores.description}; profile in ${join(directory, file)}`,
    `## By place\n\n${table(byPlace)}`,
    `## By function\n\n${table(byFunction)}`,
    ...bench.notes,
  ].join('\n\n');
}

/** V8 stamps its samples with the same monotonic clock. */
function monotonicMicros(): number {
  return Number(process.hrtime.bigint() / 1000n);
}

function table(times: readonly SelfTime[]): string {
  const lines = times.slice(0, SHOWN).map(({ name, share }) => `| ${(share * 100).toFixed(1)} % | ${name} |`);
  return ['| self time | |', '| ---: | --- |', ...lines].join('\n');
}
