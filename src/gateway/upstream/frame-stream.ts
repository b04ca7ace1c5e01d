import { Observable, type Subscriber } from 'rxjs';
import { GatewayError } from '../../kernel/errors.js';
import type { TargetEnding } from '../providers/target-choice.js';
import type { Timed } from './deadlines.js';
import type { BodySink, Exchange, FlowControl } from './exchange.js';
import { isOnlyComments } from './frames/only-comments.js';
import { isOnlyHeartbeats } from './frames/only-heartbeats.js';
import type { Frames, StreamLane } from './lanes/lane.js';
import { ENDLESS, LONGEST_LINGERING_MS, type StreamPatience } from './stream-patience.js';
import { describeFailure, transportError } from './transport-error.js';

/** After the terminator a well-behaved upstream closes at once; more than this and the connection is not worth keeping. */
const TRAILING_BYTES_ALLOWED = 64 * 1024;

/**
 * Some upstreams leave the terminator out and keep the connection open with comments, for ever
 * (https://github.com/maximhq/bifrost/issues/6784). Usage may still come after the first of them.
 */
const TRAILING_COMMENTS_ALLOWED = 2;

/** Held frames beyond this go out: some vendors repeat the whole request in their first one. */
const HELD_BYTES_ALLOWED = 1024 * 1024;

/**
 * One answer's frames, from the network read that brings them to the client, as an Observable that carries its own flow
 * control. Unsubscribing ends the upstream call; pausing pauses the upstream's socket.
 *
 * Errors are GatewayErrors. Completion means that the answer is whole: a body that ends before its stop event errors.
 */
export class FrameStream implements BodySink, FlowControl {
  readonly frames = new Observable<Frames>((subscriber) => this.#subscribe(subscriber));
  /**
   * Resolves at the commit point: when the first frame is there or, where frames may be held, the first that carries
   * something. Rejects with a GatewayError before it.
   */
  readonly committed: Promise<void>;
  /** When the upstream's last byte came, monotonic milliseconds; 0 before. */
  endedAt = 0;
  bytes = 0;
  /** Up to the end of the first frame, of which a network read may bring a hundred at once; 0 where there are none. */
  firstFrameBytes = 0;
  /** Called once when the answer is known to be whole, before the client gets its terminator. */
  onWhole: () => void = () => {};

  #commit!: () => void;
  #refuse!: (error: GatewayError) => void;
  #subscriber: Subscriber<Frames> | null = null;
  #waiting: Frames[] = [];
  #state: 'opening' | 'flowing' | 'completed' | GatewayError = 'opening';
  #trailingBytes = 0;
  #trailingComments = 0;
  #heldBytes = 0;
  /** Since when there have been heartbeats only; `null` where the last read brought more. */
  #silentSince: number | null = null;
  #isPaused = false;
  /** The end of waiting for what may still follow a whole answer; `null` before it is whole. */
  #lingering: Timed | null = null;
  #ending: TargetEnding | null = null;
  #onEnding: (ending: TargetEnding) => void = () => {};

  /**
   * @param onHeld where frames that carry nothing yet wait for the first that does, because somebody else could still
   * answer: called once, with the first of them; `null` where nothing waits
   */
  constructor(
    private readonly exchange: Exchange,
    readonly lane: StreamLane,
    private readonly provider: string,
    private readonly onHeld: ((held: FrameStream) => void) | null = null,
    private readonly patience: StreamPatience = ENDLESS,
  ) {
    this.committed = new Promise((resolve, reject) => {
      this.#commit = resolve;
      this.#refuse = reject;
    });
    exchange.attach(this);
  }

  /** Held frames go out now; the stream is committed. */
  letGo(): void {
    if (this.#state === 'opening' && this.#waiting.length > 0) this.#flow();
  }

  /** Calls back once the target is done with, or at once where it is. */
  whenDone(listener: (ending: TargetEnding) => void): void {
    if (this.#ending !== null) {
      listener(this.#ending);
      return;
    }
    const before = this.#onEnding;
    this.#onEnding = (ending) => {
      before(ending);
      listener(ending);
    };
  }

  pause(): void {
    this.#isPaused = true;
    this.exchange.pause();
  }

  resume(): void {
    this.#isPaused = false;
    this.exchange.resume();
  }

  /** Ends the stream from our side; the frames end with this error unless the answer was whole already. */
  interrupt(reason: GatewayError, ending: TargetEnding = 'left'): void {
    if (this.#isSettled()) return;
    // First the reason: aborting reports an error of its own.
    this.#fail(reason, ending);
    this.exchange.abort();
  }

  data(chunk: Buffer): void {
    if (this.#isSettled()) {
      this.#trailingBytes += chunk.length;
      if (this.#trailingBytes > TRAILING_BYTES_ALLOWED) this.exchange.abort();
      return;
    }
    if (this.lane.facts.complete && this.#isKeptOpen(chunk)) {
      this.end();
      this.exchange.abort();
      return;
    }
    if (this.#isSilentTooLong(chunk)) {
      this.interrupt(this.#interrupted(`nothing but heartbeats for ${this.patience.heartbeatsMs} ms`), 'cut');
      return;
    }
    if (this.#state === 'opening' && this.#waiting.length === 0 && this.lane.contentType === null) {
      this.firstFrameBytes = this.bytes + firstFrameLength(chunk);
    }
    this.bytes += chunk.length;
    let frames: Frames | null;
    try {
      frames = this.lane.read(chunk);
    } catch (error) {
      this.interrupt(error instanceof GatewayError ? error : this.#unreadable(error), 'cut');
      return;
    }
    const { terminated } = this.lane.facts;
    if (terminated) {
      this.endedAt = performance.now();
      if (this.#subscriber !== null) this.onWhole();
    }
    this.#emit(frames);
    if (this.lane.failure !== null) this.interrupt(this.lane.failure, 'cut');
    else if (terminated) this.#complete();
    else if (this.lane.facts.complete) this.#linger();
  }

  end(isCut = false): void {
    if (this.#isSettled()) return;
    this.endedAt = performance.now();
    try {
      const rest = this.lane.end(isCut);
      if (this.lane.facts.complete && this.lane.failure === null && this.#subscriber !== null) this.onWhole();
      this.#emit(rest);
    } catch (error) {
      this.#fail(error instanceof GatewayError ? error : this.#unreadable(error));
      return;
    }
    if (this.lane.failure !== null) this.#fail(this.lane.failure);
    else if (this.lane.facts.complete) this.#complete();
    else this.#fail(this.#interrupted(this.#state === 'opening' ? 'an empty stream' : 'the stream ended early'));
  }

  error(error: Error): void {
    if (this.#isSettled()) return;
    // Some servers reset the connection instead of closing it after everything was said.
    if (this.lane.facts.complete) this.end(true);
    else if (this.#state === 'opening') this.#fail(transportError(error, this.provider));
    else this.#fail(this.#interrupted(describeFailure(error), error));
  }

  #emit(frames: Frames | null): void {
    if (frames === null || frames.length === 0) return;
    if (this.#subscriber === null) this.#waiting.push(frames);
    else this.#subscriber.next(frames);
    if (this.#state === 'opening' && !this.#isHeld(frames)) this.#flow();
  }

  /** Past the commit point. */
  #flow(): void {
    this.#state = 'flowing';
    this.#commit();
  }

  #isHeld(frames: Frames): boolean {
    if (this.onHeld === null) return false;
    const isPreamble = this.lane.isPreamble(frames);
    // An error behind what was held: nobody has seen any of it.
    if (this.lane.failure !== null) return true;
    if (!isPreamble) return false;
    if (this.#heldBytes === 0) this.onHeld(this);
    this.#heldBytes += frames.length;
    return this.#heldBytes <= HELD_BYTES_ALLOWED;
  }

  #complete(): void {
    if (this.#state === 'opening') this.#commit();
    this.#state = 'completed';
    this.#subscriber?.complete();
    this.#done(this.lane.facts.streamError === null ? 'answered' : 'cut');
    // The last frame may have filled the client's socket and paused the flow; nobody would resume it any more, and the
    // end of the body, which sets the connection free, would never be read.
    this.exchange.resume();
  }

  #fail(error: GatewayError, ending: TargetEnding = 'cut'): void {
    const wasOpening = this.#state === 'opening';
    this.#state = error;
    this.endedAt = performance.now();
    if (wasOpening) this.#refuse(error);
    else this.#subscriber?.error(error);
    this.#done(ending);
  }

  /** A client that reads slowly holds back what may still come: then nobody is to blame for the silence. */
  #linger(): void {
    const { deadlines } = this.patience;
    const dueAt = deadlines.now() + LONGEST_LINGERING_MS;
    if (this.#lingering === null) {
      const due = () => {
        if (this.#isPaused) {
          this.#linger();
          return;
        }
        this.end();
        this.exchange.abort();
      };
      this.#lingering = { dueAt, due };
    } else {
      this.#lingering.dueAt = dueAt;
    }
    deadlines.watch(this.#lingering);
  }

  #done(ending: TargetEnding): void {
    if (this.#lingering !== null) this.patience.deadlines.forget(this.#lingering);
    if (this.#ending !== null) return;
    this.#ending = ending;
    this.#onEnding(ending);
  }

  #subscribe(subscriber: Subscriber<Frames>): () => void {
    this.#subscriber = subscriber;
    if (this.#state === 'completed') this.onWhole();
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const frames of waiting) subscriber.next(frames);
    if (this.#state === 'completed') subscriber.complete();
    else if (this.#state instanceof GatewayError) subscriber.error(this.#state);
    // A whole answer leaves its connection to the pool; anything else is ended with the subscription.
    return () => {
      if (this.#isSettled()) return;
      this.#done('left');
      this.exchange.abort();
    };
  }

  #isKeptOpen(chunk: Buffer): boolean {
    if (this.lane.contentType !== null || !isOnlyComments(chunk)) return false;
    this.#trailingComments += 1;
    return this.#trailingComments > TRAILING_COMMENTS_ALLOWED;
  }

  /** The heartbeats themselves look at the clock: a stream that says something pays nothing for it. */
  #isSilentTooLong(chunk: Buffer): boolean {
    if (this.lane.contentType !== null || !isOnlyHeartbeats(chunk)) {
      this.#silentSince = null;
      return false;
    }
    const now = this.patience.deadlines.now();
    this.#silentSince ??= now;
    return now - this.#silentSince >= this.patience.heartbeatsMs;
  }

  #isSettled(): boolean {
    return this.#state === 'completed' || this.#state instanceof GatewayError;
  }

  #interrupted(reason: string, cause?: unknown): GatewayError {
    return new GatewayError('stream_interrupted', { provider: this.provider, reason }, { cause });
  }

  #unreadable(cause: unknown): GatewayError {
    const reason = 'its frames cannot be read';
    return new GatewayError('provider_invalid_response', { provider: this.provider, reason }, { cause });
  }
}

/** Frames end with an empty line, in NDJSON (and near enough with CRLF) with their first; all where none ends here. */
function firstFrameLength(chunk: Buffer): number {
  const empty = chunk.indexOf('\n\n');
  if (empty !== -1) return empty + 2;
  const line = chunk.indexOf('\n');
  return line === -1 ? chunk.length : line + 1;
}
