import { createHash, timingSafeEqual } from 'node:crypto';
import { inspect } from 'node:util';

/**
 * A value that cannot print. String conversion, JSON, template literals and `console.log` show its length and a short
 * hash, so that two log lines about the same secret still correlate. `reveal()` is the only way out; grep for it.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
  }

  /** Constant-time for equal lengths; both sides are hashed first so that the length is not observable either. */
  equals(candidate: string): boolean {
    const digest = (text: string) => createHash('sha256').update(text).digest();
    return timingSafeEqual(digest(this.#value), digest(candidate));
  }

  toString(): string {
    return redacted(this.#value);
  }

  toJSON(): string {
    return this.toString();
  }

  [inspect.custom](): string {
    return this.toString();
  }
}

/** The one place where secret text becomes printable. */
export function redacted(value: string): string {
  const hash = createHash('sha256').update(value).digest('hex').slice(0, 8);
  return `[redacted length=${value.length} sha256=${hash}]`;
}
