import type { Sample } from './sampler.ts';
import type { SoakSettings } from './settings.ts';
import type { SoakResult } from './soak.ts';
import { type Trend, trendOf } from './trend.ts';

/** Caches fill, code is compiled: memory that rises then is no leak. */
const WARM_UP_SHARE = 1 / 3;

/** The old generation was collected where the heap is that much smaller than a second before. */
const COLLECTED = 0.85;

export interface SoakReport {
  readonly text: string;
  readonly hasFailed: boolean;
}

export function reportOf(settings: SoakSettings, { samples, counts, unexplained, left }: SoakResult): SoakReport {
  const warm = samples.slice(Math.floor(samples.length * WARM_UP_SHARE));
  const resident = trend(warm, 'residentMb');
  const most = settings.mostMegabytesPerHour;
  const isRising = most !== null && resident !== null && resident.perHour - 2 * resident.error > most;
  const rows = [
    ['requests', `${counts.asked} (${Math.round(counts.asked / (settings.durationMs / 1000))}/s)`],
    ['complete / explicit error / client left', `${counts.complete} / ${counts.failed} / ${counts.left}`],
    ['errors that no injected fault explains', String(counts.unexplained)],
    ['resident memory, slope', slope(resident)],
    ['resident memory, first to last', range(samples, 'residentMb', ' MB')],
    ['heap after collections, slope', slope(trend(afterCollections(warm), 'heapMb'))],
    ['open files, first to last', range(samples, 'openFiles')],
    ['sockets, first to last', range(samples, 'sockets')],
    ['handles, first to last', range(samples, 'handles')],
    ['event-loop delay p99, median and worst second', eventLoop(warm)],
  ];
  const notes = [
    ...unexplained.map((what) => `UNEXPLAINED ${what}`),
    ...left.map((what) => `LEFT OVER ${what}`),
    ...(isRising ? [`RISING by more than ${most} MB/h`] : []),
  ];
  const table = rows.map(([name, value]) => `| ${name} | ${value} |`).join('\n');
  return {
    text: `seed ${settings.seed}, ${settings.durationMs / 60_000} minutes\n\n| | |\n| --- | --- |\n${table}\n${notes.join('\n')}`,
    hasFailed: notes.length > 0 || counts.unexplained > 0,
  };
}

/** What is left when V8 has collected: between two collections garbage hides everything else. */
function afterCollections(samples: readonly Sample[]): Sample[] {
  return samples.filter(({ heapMb }, index) => heapMb < COLLECTED * (samples[index - 1]?.heapMb ?? 0));
}

type Gauge = Exclude<keyof Sample, 'at'>;

function trend(samples: readonly Sample[], gauge: Gauge): Trend | null {
  return trendOf(samples.map((sample) => ({ at: sample.at, value: sample[gauge] })));
}

function slope(of: Trend | null): string {
  if (of === null) return 'too short to tell';
  return `${of.perHour.toFixed(1)} MB/h (± ${(2 * of.error).toFixed(1)}), after the first third`;
}

function range(samples: readonly Sample[], gauge: Gauge, unit = ''): string {
  const values = samples.map((sample) => sample[gauge]);
  const [first = NaN] = values;
  return `${Math.round(first)} to ${Math.round(values.at(-1) ?? NaN)}${unit}, at most ${Math.round(Math.max(...values))}${unit}`;
}

function eventLoop(samples: readonly Sample[]): string {
  const delays = samples.map(({ eventLoopP99Ms }) => eventLoopP99Ms).sort((a, b) => a - b);
  const median = delays[Math.floor(delays.length / 2)] ?? NaN;
  return `${median.toFixed(1)} ms, ${(delays.at(-1) ?? NaN).toFixed(1)} ms`;
}
