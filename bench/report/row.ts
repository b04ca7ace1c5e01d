import { median } from '../load/percentiles.ts';
import { type SubjectName, SUBJECTS } from '../subjects/subject.ts';

/** One measure of every subject. */
export interface Row {
  /** Stable: what the goals and the JSON file call it. */
  readonly id: string;
  readonly title: string;
  readonly unit: string;
  /** Whether the table shows the subjects in relation to the floor. */
  readonly comparesWithFloor: boolean;
  /** Where it stands if it is shown as one figure of a table of its own: the gateway's, without the other subjects. */
  readonly cell?: { readonly table: string; readonly row: string; readonly column: string };
  /** One figure a round. A subject without figures was not measured. */
  readonly figures: Partial<Record<SubjectName, readonly number[]>>;
}

export type Figures = Partial<Record<SubjectName, readonly number[]>>;

/** The figures of one measure out of the results of every round. */
export function figures<T>(rounds: Partial<Record<SubjectName, readonly T[]>>, pick: (round: T) => number): Figures {
  const picked: Figures = {};
  for (const name of SUBJECTS) {
    const results = rounds[name];
    if (results) picked[name] = results.map(pick);
  }
  return picked;
}

/** The same figures less those of the direct calls of the same round. */
export function added(all: Figures): Figures {
  const { direct = [], ...others } = all;
  const difference: Figures = {};
  for (const name of SUBJECTS) {
    const own = name === 'direct' ? undefined : others[name];
    if (own) difference[name] = own.map((figure, round) => figure - (direct[round] ?? Number.NaN));
  }
  return difference;
}

/** `null` where the subject was not measured. */
export function medianOf(row: Row, subject: SubjectName): number | null {
  const all = row.figures[subject];
  return all === undefined || all.length === 0 ? null : median(all);
}

/** Ratio of the medians; `null` where either was not measured. */
export function ratioToFloor(row: Row, subject: SubjectName): number | null {
  const [own, floor] = [medianOf(row, subject), medianOf(row, 'floor')];
  return own === null || floor === null ? null : own / floor;
}
