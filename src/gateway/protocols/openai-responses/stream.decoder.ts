import { parseFrameData } from '../canonical/invalid-answer.js';
import { isJsonObject, type JsonObject, type JsonValue } from '../../../kernel/json.js';
import type { CanonicalEvent } from '../canonical/event.js';
import type { DecoderContext, StreamDecoder, WireFrame } from '../codec.js';
import { OutputDecoder } from './output.decoder.js';
import { decodeEnding } from './stop-reason.js';
import { readResponsesUsage } from './usage.js';

/** Events of a Responses stream, from OpenAI and from everybody who imitates it. Only the last event is the end. */
export class ResponsesStreamDecoder implements StreamDecoder {
  readonly #output: OutputDecoder;
  #started = false;
  #state: 'open' | 'done' | 'failed' = 'open';

  constructor(private readonly context: DecoderContext) {
    this.#output = new OutputDecoder(context);
  }

  decode(frame: WireFrame): CanonicalEvent[] {
    // OpenRouter ends with chat's terminator.
    if (frame.data === '' || frame.data === '[DONE]') return [];
    const event = parseFrameData(frame.data, this.context, 'an event');
    const { type = frame.event } = event;
    return this.decodeEvent(typeof type === 'string' ? type : '', event);
  }

  decodeEvent(type: string, event: JsonObject): CanonicalEvent[] {
    if (this.#state !== 'open') return [];
    const events: CanonicalEvent[] = [];
    const response = isJsonObject(event['response']) ? event['response'] : {};
    if (event['error']) return this.#fail(event['error'], response);
    switch (type) {
      case 'response.created':
      case 'response.queued':
      case 'response.in_progress':
        this.#start(response, events);
        break;
      case 'response.output_item.added':
        this.#output.added(event, events);
        break;
      case 'response.output_item.done':
        this.#output.done(event, events);
        break;
      case 'response.completed':
      case 'response.incomplete':
        if (response['status'] === 'failed') return this.#fail(response['error'], response);
        this.#finish(response, events);
        break;
      case 'response.failed':
      case 'response.cancelled':
        return this.#fail(response['error'], response);
      // Flat, as the specification has it.
      case 'error':
        return this.#fail(event, response);
      default:
        this.#output.decode(type, event, events);
    }
    return events;
  }

  end(): CanonicalEvent[] {
    if (this.#state !== 'open') return [];
    this.#state = 'failed';
    return [{ type: 'error', cause: 'truncated', message: 'the stream ended before the response was completed' }];
  }

  #start(response: JsonObject, events: CanonicalEvent[]): void {
    if (this.#started) return;
    this.#started = true;
    const { id, model, created_at: created } = response;
    events.push({
      type: 'start',
      id: typeof id === 'string' && id !== '' ? id : undefined,
      model: typeof model === 'string' && model !== '' ? model : undefined,
      created: typeof created === 'number' && created > 0 ? created : undefined,
    });
  }

  #finish(response: JsonObject, events: CanonicalEvent[]): void {
    this.#start(response, events);
    this.#state = 'done';
    this.#output.finish(response, events);
    events.push({ type: 'finish', choice: 0, reason: decodeEnding(response, this.#output.seen) }, ...usageOf(response));
  }

  #fail(error: JsonValue | undefined, response: JsonObject): CanonicalEvent[] {
    this.#state = 'failed';
    const { message, code, type } = isJsonObject(error) ? error : {};
    return [
      ...usageOf(response),
      {
        type: 'error',
        cause: 'vendor',
        message: textOf(message) ?? textOf(error) ?? 'the provider reported an error without a message',
        code: textOf(code),
        vendorType: type === 'error' ? undefined : textOf(type),
      },
    ];
  }
}

function usageOf({ usage }: JsonObject): CanonicalEvent[] {
  return isJsonObject(usage) ? [{ type: 'usage', usage: readResponsesUsage(usage), raw: usage }] : [];
}

function textOf(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}
