import type { Socket } from 'node:net';
import type { BreakKind, Faults } from './chaos-proxy.ts';

interface Parcel {
  /** `null` is the end of the stream. */
  readonly bytes: Buffer | null;
  readonly dueAt: number;
}

/** With a throttle, bytes move in portions of this much time. */
const PORTION_MS = 10;

/** Bytes that are remembered, to find a place that begins in one parcel and ends in the next. */
const LONGEST_PLACE = 64;

/** What may be under way before the sender feels backpressure, as in a real network. */
const CAPACITY_BYTES = 1024 * 1024;

/** One direction of a proxied connection: in order, but late, slow, not at all, or cut. */
export class FaultyPipe {
  readonly #parcels: Parcel[] = [];
  #heldBytes = 0;
  #forwardedBytes = 0;
  #nextPortionAt = 0;
  #isBlocked = false;
  /** Nothing passes any more, whatever the faults say. */
  #isBroken = false;
  /** The last bytes forwarded. */
  #tail = Buffer.alloc(0);
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly from: Socket,
    private readonly to: Socket,
    private readonly faults: () => Faults,
    private readonly breakOff: (how: BreakKind) => void,
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
    const { isStalled, bytesPerSecond } = this.faults();
    const parcel = this.#parcels[0];
    if (parcel === undefined || isStalled || this.#isBroken || this.#isBlocked || this.to.destroyed) return Infinity;
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
    this.#write(parcel.bytes, portion);
    this.#nextPortionAt = performance.now() + PORTION_MS;
    return 0;
  }

  #write(bytes: Buffer, portion: number): void {
    const end = this.#breakIn(bytes);
    const breaksNow = end !== null && end.after <= portion;
    const now = bytes.subarray(0, Math.max(0, Math.min(portion, end?.after ?? Infinity)));
    const later = bytes.subarray(now.length);
    if (later.length > 0) this.#parcels[0] = { bytes: later, dueAt: 0 };
    else this.#parcels.shift();
    this.#heldBytes -= now.length;
    this.#forwardedBytes += now.length;
    this.#tail = Buffer.concat([this.#tail, now]).subarray(-LONGEST_PLACE);
    if (breaksNow) {
      this.#isBroken = true;
      this.to.write(now, () => this.breakOff(end.how));
    } else {
      this.#isBlocked = !this.to.write(now);
    }
  }

  /** Where in these bytes, which come next, the connection breaks; `null`: not in them. */
  #breakIn(bytes: Buffer): { readonly after: number; readonly how: BreakKind } | null {
    const { cutAfterBytes, breaksAt } = this.faults();
    const place = cutAfterBytes === null ? breaksAt : ({ at: cutAfterBytes, how: 'cut' } as const);
    if (place === null) return null;
    const { at, how } = place;
    if (typeof at === 'number') {
      const after = at - this.#forwardedBytes;
      return after <= bytes.length ? { after, how } : null;
    }
    // One that was forwarded whole is past.
    const tail = this.#tail.subarray(Math.max(0, this.#tail.length - at.length + 1));
    const found = Buffer.concat([tail, bytes]).indexOf(at);
    if (found !== -1) return { after: Math.max(0, found + Math.floor(at.length / 2) - tail.length), how };
    return null;
  }
}
