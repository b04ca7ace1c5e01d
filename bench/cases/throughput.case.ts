import type { CallShape } from '../load/job.ts';
import { median } from '../load/percentiles.ts';
import { figures, type Row } from '../report/row.ts';
import { SUBJECTS } from '../subjects/subject.ts';
import type { Bench } from './bench.ts';
import { alternate, type Rounds } from './rounds.ts';

/** Below this share of its core the process under test was waiting, for the load or for its core: then its CPU time is the figure. */
const SATURATED = 0.93;

export interface ThroughputCase {
  readonly id: string;
  readonly title: string;
  readonly unit: string;
  readonly call: CallShape;
}

/** The most that each subject can do: closed loop, every connection always has a call in flight. */
export function throughputCase({ id, title, unit, call }: ThroughputCase): (bench: Bench) => Promise<Row[]> {
  return async (bench) => {
    const { connections, warmUpMs, measureMs } = bench.settings;
    const rounds = await alternate(bench, title, ({ target, pid }) =>
      bench.load.measure({ kind: 'closed-loop', target, call, connections, warmUpMs, measureMs, watchedPid: pid }),
    );
    noteIdleSubjects(bench, title, rounds);
    return [
      { id, title, unit, comparesWithFloor: true, figures: figures(rounds, ({ perSecond }) => perSecond) },
      {
        id: `${id}-cpu`,
        title: `${title}: CPU of the process`,
        unit: 'us/answer',
        comparesWithFloor: true,
        figures: figures(rounds, ({ cpuMicrosPerAnswer }) => cpuMicrosPerAnswer),
      },
    ];
  };
}

function noteIdleSubjects(bench: Bench, title: string, rounds: Rounds): void {
  for (const name of SUBJECTS) {
    const results = rounds[name];
    // The mock shares its cores with the load: it can never have one for itself.
    if (!results || name === 'direct') continue;
    const share = median(results.map(({ cpuShare }) => cpuShare));
    if (share >= SATURATED) continue;
    const percent = Math.round(share * 100);
    bench.note(`${title}: ${name} used only ${percent} % of its core: the load or the machine was the limit; see CPU.`);
  }
}
