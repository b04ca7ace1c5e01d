const UNITS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const SPELLING = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/;

/** `500ms`, `2s`, `1.5m`, `1h`, `30d` in milliseconds; `null` for anything else. A number without a unit says nothing. */
export function parseDuration(text: string): number | null {
  const [, amount, unit] = SPELLING.exec(text.trim()) ?? [];
  return amount === undefined ? null : Number(amount) * UNITS[unit as keyof typeof UNITS];
}
