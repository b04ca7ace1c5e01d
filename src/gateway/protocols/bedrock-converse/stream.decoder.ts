import { parseFrameData } from '../canonical/invalid-answer.js';
import { isJsonObject, type JsonObject } from '../../../kernel/json.js';
import type { CanonicalEvent } from '../canonical/event.js';
import { extensionsOf } from '../canonical/extensions.js';
import type { DecoderContext, StreamDecoder, WireFrame } from '../codec.js';
import { EXCEPTION_EVENT } from '../dialect.js';
import { BlockDecoder } from './block.decoder.js';
import { decodeException } from './exception.decode.js';
import { decodeStopReason } from './stop-reason.js';
import { readConverseUsage } from './usage.js';

/** Events of a ConverseStream. `messageStop` is not the last one: `metadata` with the usage follows it. */
export class ConverseStreamDecoder implements StreamDecoder {
  readonly #blocks = new Map<number, BlockDecoder>();
  #parts = 0;
  #toolCalls = false;
  #started = false;
  #state: 'open' | 'stopped' | 'failed' = 'open';

  constructor(private readonly context: DecoderContext) {}

  decode({ event = '', data }: WireFrame): CanonicalEvent[] {
    if (this.#state === 'failed') return [];
    if (event.startsWith(EXCEPTION_EVENT)) {
      this.#state = 'failed';
      return [decodeException(event.slice(EXCEPTION_EVENT.length), data)];
    }
    return this.decodeEvent(event, data === '' ? {} : parseFrameData(data, this.context, 'the payload of an event'));
  }

  /** One event by its `:event-type`. Types that came after this was written are passed by. */
  decodeEvent(type: string, payload: JsonObject): CanonicalEvent[] {
    const events: CanonicalEvent[] = [];
    if (!this.#started) {
      this.#started = true;
      events.push({ type: 'start' });
    }
    switch (type) {
      case 'contentBlockStart': {
        const { start } = payload;
        if (isJsonObject(start) && this.#blockOf(payload).start(start, events).isCall) this.#toolCalls = true;
        break;
      }
      case 'contentBlockDelta':
        if (isJsonObject(payload['delta'])) this.#blockOf(payload).delta(payload['delta'], events);
        break;
      case 'contentBlockStop':
        this.#blockOf(payload).stop(events);
        this.#blocks.delete(indexOf(payload));
        break;
      case 'messageStop':
        this.#stop(payload, events);
        break;
      case 'metadata':
        this.#describe(payload, events);
        break;
      case 'messageStart':
      default:
        break;
    }
    return events;
  }

  end(): CanonicalEvent[] {
    if (this.#state !== 'open') return [];
    this.#state = 'failed';
    return [{ type: 'error', cause: 'truncated', message: 'the stream ended without a messageStop event' }];
  }

  #blockOf(payload: JsonObject): BlockDecoder {
    const index = indexOf(payload);
    let block = this.#blocks.get(index);
    if (block === undefined) {
      block = new BlockDecoder(this.context, () => this.#parts++);
      this.#blocks.set(index, block);
    }
    return block;
  }

  #stop({ stopReason, additionalModelResponseFields }: JsonObject, events: CanonicalEvent[]): void {
    if (this.#state !== 'open') return;
    this.#state = 'stopped';
    for (const block of this.#blocks.values()) block.stop(events);
    this.#blocks.clear();
    const said = typeof stopReason === 'string' ? stopReason : null;
    events.push({
      type: 'finish',
      choice: 0,
      reason: decodeStopReason(said, { toolCalls: this.#toolCalls }),
      extensions: extensionsOf('bedrock-converse', { additionalModelResponseFields }),
    });
  }

  #describe({ usage, trace, performanceConfig, serviceTier }: JsonObject, events: CanonicalEvent[]): void {
    const extensions = extensionsOf('bedrock-converse', { trace, performanceConfig, serviceTier });
    if (extensions) events.push({ type: 'extension', choice: 0, extensions });
    if (isJsonObject(usage)) events.push({ type: 'usage', usage: readConverseUsage(usage), raw: usage });
  }
}

function indexOf({ contentBlockIndex }: JsonObject): number {
  return typeof contentBlockIndex === 'number' ? contentBlockIndex : 0;
}
