import { parseFrameData } from '../canonical/invalid-answer.js';
import { isJsonObject, type JsonObject } from '../../../kernel/json.js';
import type { CanonicalEvent } from '../canonical/event.js';
import { extensionsOf } from '../canonical/extensions.js';
import type { DecoderContext, StreamDecoder, WireFrame } from '../codec.js';
import { ChoiceDecoder } from './choice.decoder.js';
import { readChatUsage, usageIn } from './usage.js';

/**
 * Chunks of a Chat Completions stream, from OpenAI and from everybody who imitates it. `[DONE]` is a hint, the end of
 * the body the terminator: a finish reason without `[DONE]` is a whole answer, neither of them a truncated one.
 */
export class ChatStreamDecoder implements StreamDecoder {
  readonly #choices = new Map<number, ChoiceDecoder>();
  #parts = 0;
  #started = false;
  #finished = false;
  #usage: JsonObject | undefined;
  #state: 'open' | 'done' | 'failed' = 'open';

  constructor(private readonly context: DecoderContext) {}

  decode(frame: WireFrame): CanonicalEvent[] {
    if (this.#state !== 'open' || frame.data === '') return [];
    if (frame.data === '[DONE]') return this.#close();
    const chunk = parseFrameData(frame.data, this.context, 'a chunk');
    return this.decodeChunk(chunk, frame.event === 'error');
  }

  /** A parsed chunk; `isError` where only the frame's event name says so. */
  decodeChunk(chunk: JsonObject, isError = false): CanonicalEvent[] {
    if (this.#state !== 'open') return [];
    const events: CanonicalEvent[] = [];
    // The last word counts: Perplexity repeats running totals, Groq sends the same twice.
    this.#usage = usageIn(chunk) ?? this.#usage;
    if (chunk['error'] || isError) return this.#fail(chunk);

    const choices = Array.isArray(chunk['choices']) ? chunk['choices'] : [];
    // Azure's first chunk carries only filter results, with an empty id and no choices.
    if (!this.#started && (choices.length > 0 || chunk['id'])) events.push(this.#start(chunk));
    for (const choice of choices) {
      if (isJsonObject(choice)) this.#decodeChoice(choice, events);
    }
    return events;
  }

  end(): CanonicalEvent[] {
    if (this.#state !== 'open') return [];
    if (this.#finished) return this.#close();
    this.#state = 'failed';
    return [
      ...this.#usageEvents(),
      { type: 'error', cause: 'truncated', message: 'the stream ended without a finish reason' },
    ];
  }

  #decodeChoice(choice: JsonObject, events: CanonicalEvent[]): void {
    const index = typeof choice['index'] === 'number' ? choice['index'] : 0;
    let decoder = this.#choices.get(index);
    if (!decoder) {
      decoder = new ChoiceDecoder(index, this.context, () => this.#parts++);
      this.#choices.set(index, decoder);
    }
    decoder.decode(choice, events);
    if (decoder.finished) this.#finished = true;
  }

  #start(chunk: JsonObject): CanonicalEvent {
    this.#started = true;
    const { id, model, created, object: _, choices: __, usage: ___, obfuscation: ____, ...rest } = chunk;
    return {
      type: 'start',
      id: typeof id === 'string' && id !== '' ? id : undefined,
      model: typeof model === 'string' && model !== '' ? model : undefined,
      created: typeof created === 'number' && created > 0 ? created : undefined,
      extensions: extensionsOf('openai-chat', rest),
    };
  }

  #close(): CanonicalEvent[] {
    this.#state = 'done';
    const events: CanonicalEvent[] = [];
    for (const choice of this.#choices.values()) choice.close(events);
    return [...events, ...this.#usageEvents()];
  }

  #fail(chunk: JsonObject): CanonicalEvent[] {
    this.#state = 'failed';
    const error = chunk['error'] ?? chunk;
    const fields = isJsonObject(error) ? error : {};
    const { message, code, type } = fields;
    const text = (value: unknown) =>
      typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
    return [
      ...this.#usageEvents(),
      {
        type: 'error',
        cause: 'vendor',
        message: text(message) ?? text(error) ?? 'the provider reported an error without a message',
        code: text(code),
        vendorType: text(type),
      },
    ];
  }

  #usageEvents(): CanonicalEvent[] {
    return this.#usage ? [{ type: 'usage', usage: readChatUsage(this.#usage), raw: this.#usage }] : [];
  }
}
