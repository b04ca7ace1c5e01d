import { invalidAnswer, parseFrameData } from '../canonical/invalid-answer.js';
import { isJsonObject, type JsonObject, type JsonValue } from '../../../kernel/json.js';
import type { CanonicalEvent } from '../canonical/event.js';
import { extensionsOf } from '../canonical/extensions.js';
import type { DecoderContext, StreamDecoder, WireFrame } from '../codec.js';
import { type BlockDecoder, openBlock } from './block.decoder.js';
import { decodeStopReason } from './stop-reason.js';
import { laterUsage, readUsage } from './usage.js';

/**
 * Events of a /v1/messages stream: message_start, content blocks, message_delta with reason and usage, message_stop; pings
 * anywhere. Events of kinds not known yet are passed over, as the API asks of its clients.
 */
export class MessagesStreamDecoder implements StreamDecoder {
  readonly #blocks = new Map<number, BlockDecoder>();
  #parts = 0;
  #usage: JsonObject = {};
  #finished = false;
  #state: 'open' | 'done' | 'failed' = 'open';

  constructor(private readonly context: DecoderContext) {}

  decode(frame: WireFrame): CanonicalEvent[] {
    if (this.#state !== 'open' || frame.data === '') return [];
    return this.decodeEvent(parseFrameData(frame.data, this.context, 'an event'));
  }

  decodeEvent(event: JsonObject): CanonicalEvent[] {
    const events: CanonicalEvent[] = [];
    switch (event['type']) {
      case 'message_start':
        this.#start(isJsonObject(event['message']) ? event['message'] : {}, events);
        break;
      case 'content_block_start':
        this.#open(event, events);
        break;
      case 'content_block_delta':
        if (isJsonObject(event['delta'])) this.#block(event).delta(event['delta'], events);
        break;
      case 'content_block_stop':
        this.#block(event).stop(events);
        this.#blocks.delete(indexOf(event));
        break;
      case 'message_delta':
        this.#finish(event, events);
        break;
      case 'message_stop':
        this.#state = 'done';
        if (!this.#finished) this.#finish({ delta: {} }, events);
        break;
      case 'error':
        this.#state = 'failed';
        events.push(...this.#partialUsage(), vendorError(event));
        break;
      default:
    }
    return events;
  }

  end(): CanonicalEvent[] {
    if (this.#state !== 'open' || this.#finished) return [];
    this.#state = 'failed';
    return [
      ...this.#partialUsage(),
      { type: 'error', cause: 'truncated', message: 'the stream ended without a stop reason' },
    ];
  }

  #start(message: JsonObject, events: CanonicalEvent[]): void {
    const { id, type: _, role: __, model, content: ___, usage, ...rest } = message;
    const { stop_reason: ____, stop_sequence: _____, stop_details: ______, ...own } = rest;
    if (isJsonObject(usage)) this.#usage = usage;
    events.push({
      type: 'start',
      ...(typeof id === 'string' ? { id } : {}),
      ...(typeof model === 'string' ? { model } : {}),
      extensions: extensionsOf('anthropic-messages', said(own)),
    });
  }

  #open(event: JsonObject, events: CanonicalEvent[]): void {
    const block = event['content_block'];
    if (!isJsonObject(block)) throw invalidAnswer(this.context, 'a content block came without content');
    const place = { context: this.context, nextPart: () => this.#parts++, partsBefore: this.#parts };
    this.#blocks.set(indexOf(event), openBlock(block, place, events));
  }

  #block(event: JsonObject): BlockDecoder {
    const block = this.#blocks.get(indexOf(event));
    if (block) return block;
    throw invalidAnswer(this.context, 'a piece came for a content block that has not started');
  }

  /** Reason and usage come together; usage counts from the beginning of the answer, so the last word is the sum. */
  #finish(event: JsonObject, events: CanonicalEvent[]): void {
    if (isJsonObject(event['usage'])) this.#usage = laterUsage(this.#usage, event['usage']);
    const { delta, type: _, usage: __, ...beside } = event;
    if (!isJsonObject(delta) || this.#finished) return;
    const { stop_reason: reason, stop_sequence: sequence, ...rest } = delta;
    // Some servers send usage on the way, before there is a reason.
    if (typeof reason !== 'string' && this.#state === 'open') return;
    this.#finished = true;
    events.push(
      {
        type: 'finish',
        choice: 0,
        reason: decodeStopReason(textOrNull(reason), textOrNull(sequence)),
        extensions: extensionsOf('anthropic-messages', said({ ...rest, ...beside })),
      },
      { type: 'usage', usage: readUsage(this.#usage), raw: this.#usage },
    );
  }

  /** An answer that broke has said its input, and of its output a first guess. */
  #partialUsage(): CanonicalEvent[] {
    if (this.#finished || Object.keys(this.#usage).length === 0) return [];
    return [{ type: 'usage', usage: { ...readUsage(this.#usage), source: 'estimated' }, raw: this.#usage }];
  }
}

function vendorError({ error }: JsonObject): CanonicalEvent {
  const fields = isJsonObject(error) ? error : {};
  const type = textOrNull(fields['type']);
  return {
    type: 'error',
    cause: 'vendor',
    message: textOrNull(fields['message']) ?? 'the provider reported an error without a message',
    ...(type === null ? {} : { code: type, vendorType: type }),
  };
}

function indexOf({ index }: JsonObject): number {
  return typeof index === 'number' ? index : 0;
}

/** Without the fields that are there to say nothing. */
function said(fields: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
}

function textOrNull(value: JsonValue | undefined): string | null {
  return typeof value === 'string' ? value : null;
}
