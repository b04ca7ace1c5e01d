/** Farther away than this a name is not a slip of the same. */
const MOST_EDITS = 2;

/** The known names that one may have meant: by spelling (`base_url`), or by a slip or two. The nearest first. */
export function nearestNames(name: string, known: readonly string[]): string[] {
  const wanted = plain(name);
  return known
    .map((candidate) => ({ candidate, edits: distance(wanted, plain(candidate)) }))
    .filter(({ candidate, edits }) => edits <= Math.min(MOST_EDITS, Math.floor(candidate.length / 2)))
    .toSorted((a, b) => a.edits - b.edits)
    .map(({ candidate }) => candidate);
}

function plain(name: string): string {
  return name.slice(0, 100).toLowerCase().replaceAll(/[-_ ]/g, '');
}

/** Levenshtein's: letters put in, taken out or replaced. */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [index, letter] of [...from].entries()) {
    const next = [index + 1];
    for (let column = 1; column <= to.length; column += 1) {
      const replaced = (row[column - 1] ?? 0) + (to[column - 1] === letter ? 0 : 1);
      next.push(Math.min(replaced, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
