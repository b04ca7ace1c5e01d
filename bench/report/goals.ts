import type { SubjectName } from '../subjects/subject.ts';
import { medianOf, ratioToFloor, type Row } from './row.ts';

interface Goal {
  readonly row: string;
  readonly subject: SubjectName;
  readonly measure: 'ratio to the floor' | 'value';
  readonly is: 'at least' | 'at most';
  readonly bound: number;
}

/** What this gateway wants to reach on one core with everything on. */
const GOALS: readonly Goal[] = [
  { row: 'throughput', subject: 'gateway', measure: 'ratio to the floor', is: 'at least', bound: 0.75 },
  { row: 'throughput', subject: 'gateway + Redis', measure: 'ratio to the floor', is: 'at least', bound: 0.65 },
  { row: 'throughput-100kb', subject: 'gateway', measure: 'ratio to the floor', is: 'at least', bound: 0.75 },
  { row: 'throughput-100kb', subject: 'gateway + Redis', measure: 'ratio to the floor', is: 'at least', bound: 0.65 },
  { row: 'streams-burst', subject: 'gateway', measure: 'ratio to the floor', is: 'at least', bound: 0.88 },
  { row: 'streams-packets', subject: 'gateway', measure: 'ratio to the floor', is: 'at least', bound: 0.88 },
  { row: 'added-p99', subject: 'gateway', measure: 'value', is: 'at most', bound: 1.2 },
  { row: 'added-first-token', subject: 'gateway', measure: 'value', is: 'at most', bound: 0.5 },
  { row: 'pairs-slowest', subject: 'gateway', measure: 'value', is: 'at least', bound: 0.5 },
  { row: 'idle-memory-postgres', subject: 'gateway', measure: 'value', is: 'at most', bound: 140 },
  { row: 'memory-10000-streams', subject: 'gateway', measure: 'ratio to the floor', is: 'at most', bound: 1.3 },
  { row: 'upstream-left-over', subject: 'gateway', measure: 'value', is: 'at most', bound: 0 },
  { row: 'listening-postgres', subject: 'gateway', measure: 'value', is: 'at most', bound: 900 },
  { row: 'listening-embedded', subject: 'gateway', measure: 'value', is: 'at most', bound: 2500 },
];

export interface GoalResult {
  readonly title: string;
  readonly subject: SubjectName;
  readonly goal: string;
  readonly figure: number;
  readonly isMet: boolean;
}

/** Only of what this run has measured. */
export function judge(rows: readonly Row[]): GoalResult[] {
  return GOALS.flatMap((goal) => {
    const row = rows.find(({ id }) => id === goal.row);
    if (!row) return [];
    const isRatio = goal.measure === 'ratio to the floor';
    const figure = isRatio ? ratioToFloor(row, goal.subject) : medianOf(row, goal.subject);
    if (figure === null) return [];
    const isMet = goal.is === 'at least' ? figure >= goal.bound : figure <= goal.bound;
    const unit = isRatio ? 'x the floor' : row.unit;
    return [{ title: row.title, subject: goal.subject, goal: `${goal.is} ${goal.bound} ${unit}`, figure, isMet }];
  });
}
