import { invalidAnswer, parseFrameData } from '../../canonical/invalid-answer.js';
import { isJsonObject, type JsonObject, type JsonValue } from '../../../../kernel/json.js';
import type { CanonicalEvent, TokenLogprob } from '../../canonical/event.js';
import type { DecoderContext, StreamDecoder, WireFrame } from '../../codec.js';
import { decodeLogprobs } from '../../canonical/token-logprobs.js';
import { imageType } from '../image-type.js';
import { decodeDoneReason } from '../stop-reason.js';
import { readCounters, readOllamaUsage } from '../usage.js';

/** Lines of an /api/chat stream. A whole (not streamed) answer is one line with `done: true`. */
export class OllamaStreamDecoder implements StreamDecoder {
  #open: { readonly kind: 'text' | 'reasoning'; readonly part: number } | undefined;
  #parts = 0;
  #toolCalls = 0;
  #started = false;
  #state: 'open' | 'done' | 'failed' = 'open';

  constructor(private readonly context: DecoderContext) {}

  decode(frame: WireFrame): CanonicalEvent[] {
    if (this.#state !== 'open' || frame.data === '') return [];
    return this.decodeLine(parseFrameData(frame.data, this.context, 'a line'));
  }

  decodeLine(line: JsonObject): CanonicalEvent[] {
    const events: CanonicalEvent[] = [];
    if (line['error']) {
      this.#state = 'failed';
      events.push({ type: 'error', cause: 'vendor', message: errorText(line['error']) });
      return events;
    }
    if (!this.#started) events.push(this.#start(line));
    const { message } = line;
    if (isJsonObject(message)) this.#decodeMessage(message, decodeLogprobs(line['logprobs']), events);
    if (line['done'] === true) this.#finish(line, events);
    return events;
  }

  end(): CanonicalEvent[] {
    if (this.#state !== 'open') return [];
    this.#state = 'failed';
    return [{ type: 'error', cause: 'truncated', message: 'the stream ended without a line that says done' }];
  }

  #start(line: JsonObject): CanonicalEvent {
    this.#started = true;
    const { model, created_at: createdAt } = line;
    const created = typeof createdAt === 'string' ? Math.floor(Date.parse(createdAt) / 1000) : Number.NaN;
    return {
      type: 'start',
      ...(typeof model === 'string' ? { model } : {}),
      ...(created > 0 ? { created } : {}),
    };
  }

  #decodeMessage(message: JsonObject, logprobs: TokenLogprob[] | undefined, events: CanonicalEvent[]): void {
    const { thinking, content, images, tool_calls: calls } = message;
    if (typeof thinking === 'string' && thinking !== '') this.#text('reasoning', thinking, undefined, events);
    if (typeof content === 'string' && (content !== '' || logprobs)) this.#text('text', content, logprobs, events);
    if (Array.isArray(images)) this.#images(images, events);
    if (!Array.isArray(calls)) return;
    for (const call of calls) this.#toolCall(call, events);
  }

  #text(kind: 'text' | 'reasoning', text: string, logprobs: TokenLogprob[] | undefined, events: CanonicalEvent[]) {
    if (this.#open?.kind !== kind) {
      this.#close(events);
      this.#open = { kind, part: this.#parts++ };
      events.push({ type: 'part-start', choice: 0, part: this.#open.part, content: { kind } });
    }
    const { part } = this.#open;
    events.push(
      logprobs
        ? { type: 'part-delta', choice: 0, part, text, logprobs }
        : { type: 'part-delta', choice: 0, part, text },
    );
  }

  #images(images: readonly JsonValue[], events: CanonicalEvent[]): void {
    this.#close(events);
    for (const data of images) {
      if (typeof data !== 'string') throw invalidAnswer(this.context, 'an image is not base64 text');
      events.push({ type: 'media', choice: 0, part: this.#parts++, mediaType: imageType(data), data });
    }
  }

  /** Calls come whole; older servers give them no id. */
  #toolCall(call: JsonValue, events: CanonicalEvent[]): void {
    const called = isJsonObject(call) ? call['function'] : undefined;
    if (!isJsonObject(call) || !isJsonObject(called) || typeof called['name'] !== 'string') {
      throw invalidAnswer(this.context, 'a tool call came without a name');
    }
    this.#close(events);
    this.#toolCalls += 1;
    const part = this.#parts++;
    const given = call['id'];
    const id = typeof given === 'string' && given !== '' ? given : `call_${this.context.answerId}_${this.#toolCalls}`;
    const input = called['arguments'] ?? {};
    const text = typeof input === 'string' ? input : JSON.stringify(input);
    events.push(
      { type: 'part-start', choice: 0, part, content: { kind: 'tool-call', id, name: called['name'] } },
      { type: 'part-delta', choice: 0, part, text },
      { type: 'part-end', choice: 0, part },
    );
  }

  #close(events: CanonicalEvent[]): void {
    if (!this.#open) return;
    events.push({ type: 'part-end', choice: 0, part: this.#open.part });
    this.#open = undefined;
  }

  #finish(line: JsonObject, events: CanonicalEvent[]): void {
    this.#state = 'done';
    this.#close(events);
    const said = line['done_reason'];
    const reason = decodeDoneReason(typeof said === 'string' ? said : null, { toolCalls: this.#toolCalls > 0 });
    events.push(
      { type: 'finish', choice: 0, reason },
      { type: 'usage', usage: readOllamaUsage(line), raw: readCounters(line) },
    );
  }
}

function errorText(error: JsonValue): string {
  return typeof error === 'string' ? error : JSON.stringify(error);
}
