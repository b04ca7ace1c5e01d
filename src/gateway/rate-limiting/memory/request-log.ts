const FIRST_CAPACITY = 8;

/** The times of a key's admitted requests, ascending, in a ring that grows and shrinks with real use. */
export class RequestLog {
  #times = new Float64Array(FIRST_CAPACITY);
  #first = 0;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** `index` counts from the oldest and is less than `length`. */
  at(index: number): number {
    return this.#times[(this.#first + index) & (this.#times.length - 1)]!;
  }

  push(time: number): void {
    if (this.#length === this.#times.length) this.#resize(this.#length * 2);
    this.#times[(this.#first + this.#length) & (this.#times.length - 1)] = time;
    this.#length += 1;
  }

  /** Forgets everything up to and including `time`. */
  dropUntil(time: number): void {
    while (this.#length > 0 && this.at(0) <= time) {
      this.#first = (this.#first + 1) & (this.#times.length - 1);
      this.#length -= 1;
    }
  }

  /** Gives back what a burst in the past needed. */
  shrink(): void {
    let capacity = this.#times.length;
    while (capacity > FIRST_CAPACITY && this.#length * 4 <= capacity) capacity /= 2;
    if (capacity < this.#times.length) this.#resize(capacity);
  }

  /** Capacities are powers of two, so that positions wrap with a mask. */
  #resize(capacity: number): void {
    const times = new Float64Array(capacity);
    for (let index = 0; index < this.#length; index++) times[index] = this.at(index);
    this.#times = times;
    this.#first = 0;
  }
}
