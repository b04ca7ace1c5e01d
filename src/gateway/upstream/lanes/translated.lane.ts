import { GatewayError } from '../../../kernel/errors.js';
import type { AnswerEvent, CanonicalEvent, ErrorEvent } from '../../protocols/canonical/event.js';
import type { InterruptionMode, StreamDecoder, StreamEncoder, WireFrame } from '../../protocols/codec.js';
import { type AnswerFacts, noFacts } from '../../protocols/tap.js';
import type { FrameReader } from '../frames/frame-reader.js';
import type { Frames, StreamLane } from './lane.js';

/** Dialects differ: event by event through the canonical model, and one write per network read. */
export class TranslatedLane implements StreamLane {
  readonly facts: AnswerFacts = noFacts();
  failure: GatewayError | null = null;
  #began = false;

  constructor(
    private readonly reader: FrameReader,
    private readonly decoder: StreamDecoder,
    private readonly encoder: StreamEncoder,
    private readonly provider: string,
  ) {}

  read(chunk: Buffer): Frames | null {
    return this.#translate(this.reader.push(chunk));
  }

  end(): Frames | null {
    const text = (this.#translate(this.reader.end()) ?? '') + this.#encode(this.decoder.end());
    return this.facts.complete && this.failure === null ? text + this.encoder.end() : text;
  }

  interrupt(failure: GatewayError, mode: InterruptionMode): string {
    // SDKs take a finish without content for an ordinary empty answer.
    return this.encoder.interrupt(failure, this.#began ? mode : 'raise');
  }

  #translate(frames: readonly WireFrame[]): string | null {
    let text = '';
    for (const frame of frames) {
      if (this.failure !== null) break;
      text += this.#encode(this.decoder.decode(frame));
    }
    return text === '' ? null : text;
  }

  #encode(events: readonly CanonicalEvent[]): string {
    let text = '';
    for (const event of events) {
      if (event.type === 'error') {
        this.failure = failureOf(event, this.provider);
        break;
      }
      note(this.facts, event);
      text += this.encoder.encode(event);
    }
    if (text !== '') this.#began = true;
    return text;
  }
}

/** What the ledger wants to know, from the events as they pass. */
export function note(facts: AnswerFacts, event: AnswerEvent): void {
  if (event.type === 'finish') {
    facts.stopReason ??= event.reason.raw ?? event.reason.unified;
    facts.complete = true;
  } else if (event.type === 'usage') {
    facts.usage = event.usage;
  }
}

export function failureOf(event: ErrorEvent, provider: string): GatewayError {
  return event.cause === 'vendor'
    ? new GatewayError('provider_error', { message: event.message, provider }, { vendorCode: event.code })
    : new GatewayError('stream_interrupted', { provider, reason: event.message });
}
