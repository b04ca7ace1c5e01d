import type { Socket } from 'node:net';
import type { Faults } from './chaos-proxy.ts';

interface Parcel {
  /** `null` is the end of the stream. */
  readonly bytes: Buffer | null;
  readonly dueAt: number;
}

/** With a throttle, bytes move in portions of this much time. */
const PORTION_MS = 10;

/** What may be under way before the sender feels backpressure, as in a real network. */
const CAPACITY_BYTES = 1024 * 1024;

/** One direction of a proxied connection: in order, but late, slow, not at all, or cut. */
export class FaultyPipe {
  readonly #parcels: Parcel[] = [];
  #heldBytes = 0;
  #forwardedBytes = 0;
  #nextPortionAt = 0;
  #isBlocked = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly from: Socket,
    private readonly to: Socket,
    private readonly faults: () => Faults,
    private readonly cut: () => void,
  ) {
    from.on('data', (bytes: Buffer) => this.#take(bytes));
    from.on('end', () => this.#take(null));
    to.on('drain', () => {
      this.#isBlocked = false;
      this.forward();
    });
    to.on('close', () => clearTimeout(this.#timer));
  }

  /** Moves what may move now; call it when the faults have changed. */
  forward(): void {
    clearTimeout(this.#timer);
    for (let waitMs = 0; waitMs === 0;) waitMs = this.#forwardNext();
    if (this.#heldBytes < CAPACITY_BYTES) this.from.resume();
  }

  #take(bytes: Buffer | null): void {
    this.#parcels.push({ bytes, dueAt: performance.now() + this.faults().latencyMs });
    this.#heldBytes += bytes?.length ?? 0;
    if (this.#heldBytes >= CAPACITY_BYTES) this.from.pause();
    this.forward();
  }

  /** Returns 0 if the next parcel may be looked at; otherwise something will call `forward` again. */
  #forwardNext(): number {
    const { isStalled, bytesPerSecond, cutAfterBytes } = this.faults();
    const parcel = this.#parcels[0];
    if (parcel === undefined || isStalled || this.#isBlocked || this.to.destroyed) return Infinity;
    const startsAt = bytesPerSecond === null ? parcel.dueAt : Math.max(parcel.dueAt, this.#nextPortionAt);
    const waitMs = startsAt - performance.now();
    if (waitMs > 0) {
      this.#timer = setTimeout(() => this.forward(), waitMs);
      return waitMs;
    }
    if (parcel.bytes === null) {
      this.#parcels.shift();
      this.to.end();
      return 0;
    }
    const portion = bytesPerSecond === null ? Infinity : Math.max(1, Math.floor((bytesPerSecond * PORTION_MS) / 1000));
    const untilCut = cutAfterBytes === null ? Infinity : cutAfterBytes - this.#forwardedBytes;
    this.#write(parcel.bytes, Math.min(portion, untilCut));
    this.#nextPortionAt = performance.now() + PORTION_MS;
    return 0;
  }

  #write(bytes: Buffer, length: number): void {
    const now = bytes.subarray(0, Math.max(0, length));
    const later = bytes.subarray(now.length);
    if (later.length > 0) this.#parcels[0] = { bytes: later, dueAt: 0 };
    else this.#parcels.shift();
    this.#heldBytes -= now.length;
    this.#forwardedBytes += now.length;
    const { cutAfterBytes } = this.faults();
    if (cutAfterBytes !== null && this.#forwardedBytes >= cutAfterBytes) {
      this.#isBlocked = true;
      this.to.write(now, this.cut);
    } else {
      this.#isBlocked = !this.to.write(now);
    }
  }
}
