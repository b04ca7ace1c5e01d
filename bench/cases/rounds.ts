import type { LoadResult } from '../load/job.ts';
import { median } from '../load/percentiles.ts';
import { type Subject, type SubjectName, SUBJECTS } from '../subjects/subject.ts';
import type { Bench } from './bench.ts';

export type Rounds = Partial<Record<SubjectName, LoadResult[]>>;

/** Above this share of the time the machine was too busy; a process's own threads take a little. */
const CROWDED = 0.1;

/** A B C, A B C, ...: what drifts on the machine meets every subject alike. */
export async function alternate(
  bench: Bench,
  title: string,
  measure: (subject: Subject) => Promise<LoadResult>,
): Promise<Rounds> {
  const subjects = await bench.steadySubjects();
  const rounds: Rounds = {};
  for (let round = 1; round <= bench.settings.rounds; round++) {
    bench.progress(`${title}, round ${round} of ${bench.settings.rounds}`);
    for (const subject of subjects) {
      const result = await measure(subject);
      bench.check(`${title}, ${subject.name}`, result);
      (rounds[subject.name] ??= []).push(result);
    }
  }
  noteCrowding(bench, title, rounds);
  return rounds;
}

function noteCrowding(bench: Bench, title: string, rounds: Rounds): void {
  for (const name of SUBJECTS) {
    const results = rounds[name];
    // The mock shares its cores with the load: it is always crowded.
    if (!results || name === 'direct') continue;
    const share = median(results.map(({ crowdedOutShare }) => crowdedOutShare));
    if (share <= CROWDED) continue;
    const percent = Math.round(share * 100);
    bench.note(`NOT CLEAN: ${title}, ${name}: something else had its core for ${percent} % of the time.`);
  }
}
