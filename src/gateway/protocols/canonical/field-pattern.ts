import type { JsonPointer } from '../../../kernel/json.js';
import { child, segments } from './json-pointer.js';
import type { OtherSpelling } from './spelling.js';

/** One step of a pattern: `*` is any list index. */
export interface PatternStep {
  readonly name: string;
  readonly otherName: string | undefined;
}

/** `/messages/*` cut into steps, each in both of its spellings. Patterns stand in tables: they are cut once. */
export function patternSteps(pattern: string, other: OtherSpelling | undefined): readonly PatternStep[] {
  return segments(pattern).map((name) => ({ name, otherName: other?.(name) }));
}

/** Whether the pattern means this very place. */
export function fits(steps: readonly PatternStep[], place: readonly string[]): boolean {
  return steps.length === place.length && begins(steps, place);
}

/** The place that the pattern means at or below `origin`; `undefined` where that is none or more than one. */
export function fill(steps: readonly PatternStep[], origin: readonly string[]): JsonPointer | undefined {
  if (origin.length > steps.length || !begins(steps, origin)) return undefined;
  let place: JsonPointer = '';
  for (const [index, { name }] of steps.entries()) {
    const step = origin[index] ?? name;
    if (step === '*') return undefined;
    place = child(place, step);
  }
  return place;
}

function begins(steps: readonly PatternStep[], place: readonly string[]): boolean {
  return place.every((said, index) => {
    const step = steps[index];
    return step !== undefined && (step.name === '*' || step.name === said || step.otherName === said);
  });
}
