const LONGEST = 200;
const UNNAMED = 'document';

/**
 * Names of documents as Converse takes them: letters, digits, single spaces, hyphens, parentheses and square brackets, no
 * two the same in a request.
 */
export class DocumentNames {
  readonly #taken = new Set<string>();

  /** @param filename `report.v2.pdf` becomes `report-v2`: the extension is said by the format */
  of(filename: string | undefined): string {
    const name = readable(filename ?? '') || UNNAMED;
    let unique = name;
    for (let copy = 2; this.#taken.has(unique); copy += 1) unique = `${name} (${copy})`;
    this.#taken.add(unique);
    return unique;
  }
}

function readable(filename: string): string {
  return (
    filename
      .replace(/\.[a-z0-9]{1,5}$/i, '')
      .replaceAll(/[^a-zA-Z0-9\s()[\]-]+/g, '-')
      .replaceAll(/\s+/g, ' ')
      .trim()
      // Room for a number behind it.
      .slice(0, LONGEST - 8)
  );
}
