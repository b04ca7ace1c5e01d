/** A text as models write it: word by word. */
export function inWords(text: string): string[] {
  return text.split(/(?<= )/);
}

/** JSON as models write it: a few characters at a time. */
export function inPieces(value: object): string[] {
  return JSON.stringify(value).match(/.{1,5}/gsu) ?? [];
}
