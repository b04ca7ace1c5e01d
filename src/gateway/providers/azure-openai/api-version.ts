/** `2024-10-21` of `2024-10-21` or `2024-10-21-preview`; `undefined` for the v1 surface (`v1`, `preview`). */
export function versionDate(apiVersion: string): string | undefined {
  return /^\d{4}-\d{2}-\d{2}/.exec(apiVersion)?.[0];
}
