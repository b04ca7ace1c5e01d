/** `created_at` of an answer, from seconds since the epoch. */
export function createdAt(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}
