import { GatewayError } from '../../../kernel/errors.js';
import { droppedFeaturesOf } from '../../protocols/canonical/answer-feature.js';
import { bindSignature } from '../../protocols/canonical/bound-signature.js';
import type { ClientTable, VendorTable } from '../../protocols/canonical/disposition-table.js';
import type { AnswerEvent, CanonicalEvent, ErrorEvent } from '../../protocols/canonical/event.js';
import type { InterruptionMode, StreamDecoder, StreamEncoder, WireFrame } from '../../protocols/codec.js';
import { type AnswerFacts, noFacts } from '../../protocols/tap.js';
import type { ProviderInstance } from '../../providers/provider.js';
import type { FrameReader } from '../frames/frame-reader.js';
import { withoutCredentials } from '../without-credentials.js';
import type { Frames, StreamLane } from './lane.js';

/** Dialects differ: event by event through the canonical model, and one write per network read. */
export class TranslatedLane implements StreamLane {
  readonly facts: AnswerFacts = noFacts();
  readonly contentType = null;
  failure: GatewayError | null = null;
  #began = false;
  /** Something of the answer itself has come, or its end. */
  #carries = false;
  /** The vendor ended the answer with an error that the client's dialect has no ending for. */
  #broken: GatewayError | null = null;

  constructor(
    private readonly reader: FrameReader,
    private readonly decoder: StreamDecoder,
    private readonly encoder: StreamEncoder,
    private readonly ends: {
      readonly instance: ProviderInstance;
      readonly client: ClientTable;
      readonly vendor: VendorTable;
    },
  ) {}

  read(chunk: Buffer): Frames | null {
    return this.#translate(this.reader.push(chunk));
  }

  end(isCut = false): Frames | null {
    let text = (isCut ? null : this.#translate(this.reader.end())) ?? '';
    if (this.failure === null) text += this.#encode(this.decoder.end());
    for (const late of this.encoder.dropped ?? []) this.facts.droppedContent.add(late);
    // Only now: the usage came after the ending.
    this.failure ??= this.#broken;
    return this.facts.complete && this.failure === null ? text + this.encoder.end() : text;
  }

  isPreamble(): boolean {
    return !this.#carries;
  }

  interrupt(failure: GatewayError, mode: InterruptionMode): string {
    // SDKs take a finish without content for an ordinary empty answer.
    return this.encoder.interrupt(failure, this.#began ? mode : 'raise');
  }

  #translate(frames: readonly WireFrame[]): string | null {
    let text = '';
    for (const frame of frames) {
      if (this.failure !== null) break;
      text += this.#encode(this.#decode(frame));
    }
    return text === '' ? null : text;
  }

  /** What stood before an unreadable frame in the same network read still goes to the client. */
  #decode(frame: WireFrame): readonly CanonicalEvent[] {
    try {
      return this.decoder.decode(frame);
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error;
      this.failure = error;
      return [];
    }
  }

  #encode(events: readonly CanonicalEvent[]): string {
    let text = '';
    for (const event of events) {
      // Most events are these, and of them there is nothing to note.
      if (event.type === 'part-delta' && event.logprobs === undefined && this.#broken === null) {
        this.#carries = true;
        text += this.encoder.encode(event);
        continue;
      }
      if (event.type === 'error') {
        this.failure = failureOf(event, this.ends.instance);
        break;
      }
      this.#broken ??= brokenEnding(event, this.ends.client, this.ends.instance);
      if (this.#broken !== null) {
        if (event.type === 'usage') note(this.facts, event, this.ends.client);
        continue;
      }
      if (!isOnlyHead(event)) this.#carries = true;
      note(this.facts, event, this.ends.client);
      text += this.encoder.encode(bindSignature(event, this.ends.vendor, this.ends.instance.name));
    }
    if (text !== '') this.#began = true;
    return text;
  }
}

/** It announces what has not come yet. A call of a tool says with its head which tool. */
function isOnlyHead(event: AnswerEvent): boolean {
  return event.type === 'start' || (event.type === 'part-start' && event.content.kind !== 'tool-call');
}

/** What the ledger wants to know, from the events as they pass. */
export function note(facts: AnswerFacts, event: AnswerEvent, client: ClientTable): void {
  for (const dropped of droppedFeaturesOf(event, client)) facts.droppedContent.add(dropped);
  if (event.type === 'finish') {
    facts.stopReason ??= event.reason.raw ?? event.reason.unified;
    facts.complete = true;
  } else if (event.type === 'usage') {
    facts.usage = event.usage;
  }
}

/** An ending that a dialect without a word for it must not say as an ordinary one: its clients would take it for success. */
export function brokenEnding(event: AnswerEvent, client: ClientTable, instance: ProviderInstance): GatewayError | null {
  if (event.type !== 'finish' || event.reason.unified !== 'error') return null;
  if (client.answers['failed-ending'].disposition === 'mapped') return null;
  const message = `The provider ended the answer with ${event.reason.raw ?? 'an error'}.`;
  return new GatewayError('provider_error', { message, provider: instance.name });
}

export function failureOf(event: ErrorEvent, instance: ProviderInstance): GatewayError {
  if (event.cause === 'truncated') {
    return new GatewayError('stream_interrupted', { provider: instance.name, reason: event.message });
  }
  const message = withoutCredentials(event.message, instance);
  const { code, status } = event;
  return new GatewayError('provider_error', { message, provider: instance.name }, { vendorCode: code, status });
}
