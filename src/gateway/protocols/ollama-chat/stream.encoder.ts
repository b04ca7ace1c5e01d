import type { GatewayError } from '../../../kernel/errors.js';
import { isJsonObject, type JsonObject } from '../../../kernel/json.js';
import type { AnswerEvent, PartHead, TokenLogprob } from '../canonical/event.js';
import type { EncoderContext, InterruptionMode, StreamEncoder } from '../codec.js';
import { renderInterruption } from './errors.js';
import { encodeLogprobs } from '../canonical/token-logprobs.js';
import { encodeDoneReason } from './stop-reason.js';
import { writeOllamaUsage } from './usage.js';

interface OpenPart {
  readonly head: PartHead;
  /** Arguments of a tool call, which this dialect gives whole. */
  text: string;
}

/** Writes the lines of an /api/chat stream. This dialect has one answer: further choices are passed over. */
export class OllamaStreamEncoder implements StreamEncoder {
  readonly #parts = new Map<number, OpenPart>();
  #toolCalls = 0;
  #createdAt: string;
  #doneReason: 'stop' | 'length' = 'stop';
  #usage: JsonObject = {};

  constructor(private readonly context: EncoderContext) {
    this.#createdAt = isoTime(context.created);
  }

  encode(event: AnswerEvent): string {
    switch (event.type) {
      case 'start':
        this.#createdAt = isoTime(event.created ?? this.context.created);
        return '';
      case 'part-start':
        if (event.choice === 0) this.#parts.set(event.part, { head: event.content, text: '' });
        return '';
      case 'part-delta':
        return event.choice === 0 ? this.#delta(event.part, event.text, event.logprobs) : '';
      case 'part-end':
        return event.choice === 0 ? this.#endPart(event.part) : '';
      case 'extension':
      case 'citation':
      case 'media':
        return '';
      case 'finish':
        if (event.choice === 0) this.#doneReason = encodeDoneReason(event.reason.unified);
        return '';
      case 'usage':
        this.#usage = writeOllamaUsage(event.usage, event.raw);
        return '';
      default:
        return event satisfies never;
    }
  }

  /** The last line says reason and usage together, so it waits for both. */
  end(): string {
    return this.#line(
      { role: 'assistant', content: '' },
      { done: true, done_reason: this.#doneReason, ...this.#usage },
    );
  }

  interrupt(error: GatewayError, mode: InterruptionMode): string {
    return renderInterruption(error, this.context, mode);
  }

  #delta(part: number, text: string, logprobs: readonly TokenLogprob[] | undefined): string {
    const open = this.#parts.get(part);
    if (!open) throw new Error(`A delta for part ${part}, which has not started`);
    const rest = { done: false, ...(logprobs && { logprobs: encodeLogprobs(logprobs) }) };
    switch (open.head.kind) {
      case 'text':
      case 'refusal':
        return this.#line({ role: 'assistant', content: text }, rest);
      case 'reasoning':
        return this.#line({ role: 'assistant', content: '', thinking: text }, rest);
      case 'tool-call':
        open.text += text;
        return '';
      default:
        return open.head satisfies never;
    }
  }

  #endPart(part: number): string {
    const open = this.#parts.get(part);
    this.#parts.delete(part);
    if (open?.head.kind !== 'tool-call') return '';
    const { id, name } = open.head;
    const call = { id, function: { index: this.#toolCalls++, name, arguments: parseArguments(open.text) } };
    return this.#line({ role: 'assistant', content: '', tool_calls: [call] }, { done: false });
  }

  #line(message: JsonObject, rest: JsonObject): string {
    return `${JSON.stringify({ model: this.context.model, created_at: this.#createdAt, message, ...rest })}\n`;
  }
}

/** Arguments that a token limit cut in half are no object; they are shown as the text they are. */
export function parseArguments(text: string): JsonObject {
  if (text.trim() === '') return {};
  try {
    const value: unknown = JSON.parse(text);
    if (isJsonObject(value)) return value;
  } catch {
    // Fall through: the client sees what there is.
  }
  return { _raw: text };
}

export function isoTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}
