import type { LoadResult } from '../load/job.ts';
import type { Subject, SubjectName } from '../subjects/subject.ts';
import type { Bench } from './bench.ts';

export type Rounds = Partial<Record<SubjectName, LoadResult[]>>;

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
  return rounds;
}
