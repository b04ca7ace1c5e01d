/** These bytes of the original become this text. */
export interface Patch {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** @param patches in the order of the original, not overlapping */
export function patched(original: Buffer, patches: readonly Patch[]): Buffer {
  const parts: Buffer[] = [];
  let copiedTo = 0;
  for (const { start, end, text } of patches) {
    parts.push(original.subarray(copiedTo, start), Buffer.from(text));
    copiedTo = end;
  }
  parts.push(original.subarray(copiedTo));
  return Buffer.concat(parts);
}
