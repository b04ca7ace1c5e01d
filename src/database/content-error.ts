/**
 * Whether the database refuses what it was given for its content: trying again cannot help. SQLSTATE classes 22 (data
 * exception) and 23 (integrity).
 */
export function isContentError(error: unknown): boolean {
  const { code, driverError } = error as { code?: unknown; driverError?: { code?: unknown } };
  const state = String(driverError?.code ?? code ?? '');
  return state.startsWith('22') || state.startsWith('23');
}
