/**
 * Reasoning that the vendor hides. Converse carries it as bytes (base64 on the wire), Anthropic as text; for a Claude
 * model these bytes are exactly that text. A signature holds the text, so that it means the same on both platforms.
 * latin1 keeps whatever bytes other models put here.
 */
export function readRedactedContent(pieces: readonly string[]): string {
  return joinBase64(pieces).toString('latin1');
}

export function writeRedactedContent(data: string): string {
  return Buffer.from(data, 'latin1').toString('base64');
}

/** Each piece of a blob is encoded by itself. */
export function joinBase64(pieces: readonly string[]): Buffer {
  return Buffer.concat(pieces.map((piece) => Buffer.from(piece, 'base64')));
}
