import { WINDOW_MS } from '../sliding-window.js';

/**
 * A bounded map that forgets what nobody uses, in two generations. A look-up moves its key to the current one; the
 * previous one is forgotten when the current one is `keptMs` old (nobody asked for those keys since: all that a window
 * remembers has expired), or when it holds its share of `maxKeys`: then the keys unused for longest start afresh,
 * which is the price of bounded memory.
 */
export class Generations<Value> {
  #current = new Map<string, Value>();
  #previous = new Map<string, Value>();
  #rotateAt: number;

  constructor(
    private readonly maxKeys: number,
    now: number,
    private readonly keptMs = WINDOW_MS,
    private readonly promoted: (value: Value) => void = () => {},
  ) {
    this.#rotateAt = now + keptMs;
  }

  get size(): number {
    return this.#current.size + this.#previous.size;
  }

  get(key: string, now: number): Value | undefined {
    if (now >= this.#rotateAt) this.#rotate(now);
    const value = this.#current.get(key);
    if (value !== undefined) return value;
    const old = this.#previous.get(key);
    if (old === undefined) return undefined;
    this.#previous.delete(key);
    this.promoted(old);
    return this.put(key, old, now);
  }

  /** Answers what it was given. */
  put(key: string, value: Value, now: number): Value {
    if (this.#current.size >= this.maxKeys / 2) this.#rotate(now);
    this.#current.set(key, value);
    return value;
  }

  #rotate(now: number): void {
    this.#previous = this.#current;
    this.#current = new Map();
    this.#rotateAt = now + this.keptMs;
  }
}
