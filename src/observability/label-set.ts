/** Prometheus keeps every label value for ever; clients invent model names. */
export const OTHER = 'other';

/**
 * A bounded set of label values. A value is admitted once it has proved real (an upstream answered it); past the limit,
 * and for names nobody serves, the label is `other`.
 */
export class LabelSet {
  readonly #known = new Set<string>();

  constructor(private readonly limit: number) {}

  /** @param proven whether an upstream answered for this value */
  label(value: string, proven: boolean): string {
    if (this.#known.has(value)) return value;
    if (!proven || this.#known.size >= this.limit) return OTHER;
    this.#known.add(value);
    return value;
  }
}
