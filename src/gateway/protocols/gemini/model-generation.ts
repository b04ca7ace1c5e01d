const GENERATION = /gemini-(\d+)/;

/** 3 for `gemini-3.1-pro-preview`; `undefined` for names that do not say. */
export function generationOf(model: string): number | undefined {
  const digits = GENERATION.exec(model)?.[1];
  return digits === undefined ? undefined : Number(digits);
}
