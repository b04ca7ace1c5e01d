import type { GatewayError } from '../../../kernel/errors.js';
import { isJsonObject, type JsonObject } from '../../../kernel/json.js';
import type { AnswerEvent } from '../canonical/event.js';
import type { Extensions } from '../canonical/extensions.js';
import type { AnswerIdentity, EncoderContext, InterruptionMode, StreamEncoder } from '../codec.js';
import { interruption } from './errors.js';
import { type EventFrames, SseFrames } from './event-frames.js';
import { OutputWriter } from './output.writer.js';
import { responseId, responseObject, type ResponseState } from './response-object.js';
import { encodeEnding, type Ending } from './stop-reason.js';
import { writeResponsesUsage } from './usage.js';

const FAILED: JsonObject = {
  type: 'server_error',
  code: 'server_error',
  message: 'The provider ended the answer with an error.',
};

/**
 * Writes the events of a response: created, in_progress, its items, and one last event that repeats the whole of it. This
 * dialect has one answer: further choices are passed over.
 */
export class ResponsesStreamEncoder implements StreamEncoder {
  readonly #output: OutputWriter;
  #identity: AnswerIdentity;
  #ending: Ending = { status: 'completed' };
  #usage: JsonObject | undefined;

  /** @param frames `NO_FRAMES` where the answer is not streamed */
  constructor(
    private readonly context: EncoderContext,
    private readonly frames: EventFrames = new SseFrames(),
  ) {
    const id = responseId(context.id);
    this.#identity = { id, model: context.model, created: context.created };
    const summarised = context.request?.reasoning?.summary !== undefined;
    this.#output = new OutputWriter({ response: id, frames, summarised });
  }

  encode(event: AnswerEvent): string {
    if ('choice' in event && event.choice > 0) return '';
    switch (event.type) {
      case 'start':
        return this.#begin(event.created);
      case 'part-start':
        return this.#output.start(event);
      case 'part-delta':
        return this.#output.delta(event);
      case 'part-end':
        return this.#output.end(event);
      case 'citation':
        return this.#output.cite(event);
      case 'media':
        return this.#output.whole('ig', { type: 'image_generation_call', status: 'completed', result: event.data });
      case 'extension':
        return this.#vendorItems(event.extensions);
      case 'finish':
        this.#ending = encodeEnding(event.reason.unified, { refusal: this.#output.refused });
        return this.#output.finish(this.#ending.status !== 'completed');
      case 'usage':
        this.#usage = writeResponsesUsage(event.usage);
        return '';
      default:
        return event satisfies never;
    }
  }

  /** The last event says ending and usage together, so it waits for both. */
  end(): string {
    return this.frames.event(`response.${this.#ending.status}`, { response: this.respond() });
  }

  /** The whole response, and the moment to keep it. */
  respond(): JsonObject {
    const response = this.#response({
      status: this.#ending.status,
      ...(this.#ending.status === 'incomplete' && { incompleteReason: this.#ending.reason }),
      ...(this.#ending.status === 'failed' && { error: FAILED }),
    });
    this.context.onAnswer?.(response);
    return response;
  }

  interrupt(error: GatewayError, mode: InterruptionMode): string {
    return interruption(this.frames, error, mode, (ending) => this.#response(ending));
  }

  #begin(created: number | undefined): string {
    this.#identity = { ...this.#identity, created: created ?? this.context.created };
    const response = this.#response({ status: 'in_progress' });
    return (
      this.frames.event('response.created', { response }) + this.frames.event('response.in_progress', { response })
    );
  }

  #vendorItems(extensions: Extensions): string {
    const items = extensions['openai-responses']?.['output'];
    return Array.isArray(items)
      ? items
          .filter(isJsonObject)
          .map((item) => this.#output.whole('item', item))
          .join('')
      : '';
  }

  #response(state: Omit<ResponseState, 'output' | 'usage'>): JsonObject {
    const output = this.#output.items();
    const response = responseObject(this.#identity, this.context.request, { ...state, output, usage: this.#usage });
    const { continues } = this.context;
    return continues === undefined ? response : { ...response, previous_response_id: continues };
  }
}
