export interface Trend {
  /** Of the line through all points (least squares), per hour. */
  readonly perHour: number;
  /** Its standard error: a slope within twice this of 0 is none. */
  readonly error: number;
}

/** @param points milliseconds and values; fewer than three have no trend */
export function trendOf(points: readonly { readonly at: number; readonly value: number }[]): Trend | null {
  if (points.length < 3) return null;
  const hours = points.map(({ at }) => at / 3_600_000);
  const values = points.map(({ value }) => value);
  const [meanHour, meanValue] = [mean(hours), mean(values)];
  const spread = sum(hours.map((hour) => (hour - meanHour) ** 2));
  if (spread === 0) return null;
  const perHour = sum(hours.map((hour, index) => (hour - meanHour) * (values[index]! - meanValue))) / spread;
  const residuals = values.map((value, index) => value - meanValue - perHour * (hours[index]! - meanHour));
  const variance = sum(residuals.map((residual) => residual ** 2)) / (points.length - 2);
  return { perHour, error: Math.sqrt(variance / spread) };
}

function mean(values: readonly number[]): number {
  return sum(values) / values.length;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
