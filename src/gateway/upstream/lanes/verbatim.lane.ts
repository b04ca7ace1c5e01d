import { GatewayError } from '../../../kernel/errors.js';
import type { InterruptionMode, ProtocolCodec } from '../../protocols/codec.js';
import type { AnswerFacts, StreamTap } from '../../protocols/tap.js';
import { FrameCutter } from './frame-cutter.js';
import type { Frames, StreamLane } from './lane.js';

const COLON = 0x3a;
/** The first ones of a vendor that comments for ever; the client gets keep-alives of our own meanwhile. */
const COMMENTS_KEPT = 16;

/** Same dialect on both sides: whole frames pass as received, the tap only looks. */
export class VerbatimLane implements StreamLane {
  readonly facts: AnswerFacts;
  failure: GatewayError | null = null;
  readonly #cutter: FrameCutter;
  #began = false;
  readonly #comments: Buffer[] = [];

  constructor(
    private readonly tap: StreamTap,
    private readonly codec: ProtocolCodec,
    private readonly call: { readonly provider: string; readonly model: string; readonly requestId: string },
  ) {
    this.facts = tap.facts;
    this.#cutter = new FrameCutter(codec.framing, call.provider);
  }

  read(chunk: Buffer): Frames | null {
    const frames = this.#cutter.push(chunk);
    return frames === null ? null : this.#pass(frames);
  }

  end(): Frames | null {
    const rest = this.#cutter.flush();
    return rest === null ? null : this.#pass(rest);
  }

  interrupt(failure: GatewayError, mode: InterruptionMode): string {
    const { id, model, created } = this.tap.identity();
    return this.codec.renderInterruption(
      failure,
      {
        id: id ?? this.call.requestId,
        model: model ?? this.call.model,
        created: created ?? Math.floor(Date.now() / 1000),
      },
      // SDKs take a finish without content for an ordinary empty answer.
      this.#began ? mode : 'raise',
    );
  }

  #pass(frames: Buffer): Buffer | null {
    // Comments alone ("still working") are no answer yet: they wait for the first frame, which is the commit point.
    if (!this.#began && isOnlyComments(frames)) {
      if (this.#comments.length < COMMENTS_KEPT) this.#comments.push(frames);
      return null;
    }
    const visible = this.tap.read(frames);
    if (!this.#began && this.tap.beganWithError) {
      throw new GatewayError('provider_error', {
        message: this.facts.streamError ?? 'The stream began with an error.',
      });
    }
    if (this.#began || this.#comments.length === 0) {
      this.#began = true;
      return visible;
    }
    this.#began = true;
    return Buffer.concat(visible === null ? this.#comments : [...this.#comments, visible]);
  }
}

function isOnlyComments(frames: Buffer): boolean {
  if (frames[0] !== COLON) return false;
  return frames
    .toString('latin1')
    .split(/\r\n|\n|\r/)
    .every((line) => line === '' || line.startsWith(':'));
}
