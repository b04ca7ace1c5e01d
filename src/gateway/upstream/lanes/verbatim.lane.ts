import { GatewayError } from '../../../kernel/errors.js';
import type { ClientCodec, InterruptionMode } from '../../protocols/codec.js';
import type { AnswerFacts, StreamTap, TapOptions, VerbatimReader } from '../../protocols/tap.js';
import type { Target } from '../../providers/provider.js';
import { isOnlyComments } from '../frames/only-comments.js';
import { withoutCredentials } from '../without-credentials.js';
import { beginsMalformed } from './first-frame.js';
import { FrameCutter } from './frame-cutter.js';
import type { Frames, StreamLane } from './lane.js';
import { preambleLength } from './preamble.js';

/**
 * Comments and the fields of an event stream (https://html.spec.whatwg.org/multipage/server-sent-events.html); a byte order
 * mark and empty lines may stand before them. A JSON body, a page or the words of a proxy begin otherwise.
 */
const BEGIN_OF_STREAM = /^(?:\xef\xbb\xbf)?[\r\n]*(?::|(?:data|event|id|retry)(?::|[\r\n]|$))/;
const BEGIN_BYTES = 64;
/** The first ones of a vendor that comments for ever; the client gets keep-alives of our own meanwhile. */
const COMMENTS_KEPT = 16;

const ONE_ANSWER: TapOptions = { withholdUsage: false, choices: 1 };

/** Same dialect on both sides: whole frames pass as received, the tap only looks. */
export class VerbatimLane implements StreamLane {
  readonly facts: AnswerFacts;
  readonly contentType = null;
  failure: GatewayError | null = null;
  readonly #cutter: FrameCutter;
  #began = false;
  readonly #comments: Buffer[] = [];

  constructor(
    private readonly tap: StreamTap,
    private readonly codec: Pick<ClientCodec, 'framing' | 'renderInterruption'>,
    private readonly call: { readonly target: Target; readonly requestId: string },
    private readonly reader: Pick<VerbatimReader, 'createTap' | 'isPreamble'>,
  ) {
    this.facts = tap.facts;
    this.#cutter = new FrameCutter(codec.framing, call.target.instance.name);
  }

  read(chunk: Buffer): Frames | null {
    const frames = this.#cutter.push(chunk);
    return frames === null ? null : this.#pass(frames);
  }

  end(isCut = false): Frames | null {
    if (isCut) return null;
    const rest = this.#cutter.flush();
    return rest === null ? null : this.#pass(rest);
  }

  isPreamble(frames: Frames): boolean {
    const { isPreamble, createTap } = this.reader;
    if (isPreamble === undefined || typeof frames === 'string') return false;
    const length = preambleLength(frames, this.codec.framing, isPreamble);
    if (length === frames.length) return true;
    // What stands behind it is looked at as if the stream began there.
    const tap = createTap(ONE_ANSWER);
    tap.read(frames.subarray(length));
    if (tap.beganWithError) this.failure = this.#errorEvent(tap.facts.streamError);
    return false;
  }

  interrupt(failure: GatewayError, mode: InterruptionMode): string {
    const { id, model, created, nextSequence } = this.tap.identity();
    return this.codec.renderInterruption(
      failure,
      {
        id: id ?? this.call.requestId,
        model: model ?? this.call.target.model,
        created: created ?? Math.floor(Date.now() / 1000),
        nextSequence,
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
    const seen = this.tap.read(frames);
    if (!this.#began) this.#refuseWhatIsNoAnswer(frames);
    const visible = this.facts.streamError === null ? seen : this.#withoutCredentials(seen);
    if (this.#began || this.#comments.length === 0) {
      this.#began = true;
      return visible;
    }
    this.#began = true;
    return Buffer.concat(visible === null ? this.#comments : [...this.#comments, visible]);
  }

  #refuseWhatIsNoAnswer(first: Buffer): void {
    const { instance } = this.call.target;
    if (this.tap.beganWithError) throw this.#errorEvent(this.facts.streamError);
    if (this.codec.framing === 'sse' && !BEGIN_OF_STREAM.test(first.toString('latin1', 0, BEGIN_BYTES))) {
      const reason = 'it answered a request for a stream with something else';
      throw new GatewayError('provider_invalid_response', { provider: instance.name, reason });
    }
    if (beginsMalformed(first, this.codec.framing)) {
      const reason = 'its first frame cannot be read';
      throw new GatewayError('provider_invalid_response', { provider: instance.name, reason });
    }
  }

  #errorEvent(message: string | null): GatewayError {
    const { instance } = this.call.target;
    const text = withoutCredentials(message ?? 'The stream began with an error.', instance);
    return new GatewayError('provider_error', { message: text, provider: instance.name });
  }

  #withoutCredentials(frames: Buffer | null): Buffer | null {
    return frames && Buffer.from(withoutCredentials(frames.toString('latin1'), this.call.target.instance), 'latin1');
  }
}
