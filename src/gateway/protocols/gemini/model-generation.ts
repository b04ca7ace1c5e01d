const GENERATION = /gemini-(\d+)/;

/** 3 for `gemini-3.1-pro-preview`; `undefined` for names that do not say. */
export function generationOf(model: string): number | undefined {
  const digits = GENERATION.exec(model)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** From Gemini 3 on, calls of the current turn are refused without their signatures. */
export function checksSignatures(model: string): boolean {
  return (generationOf(model) ?? 0) >= 3;
}
