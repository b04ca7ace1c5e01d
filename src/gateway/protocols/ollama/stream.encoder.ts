import type { GatewayError } from '../../../kernel/errors.js';
import type { JsonObject } from '../../../kernel/json.js';
import { shownArguments } from '../canonical/call-arguments.js';
import type { AnswerEvent, PartHead, TokenLogprob } from '../canonical/event.js';
import { encodeLogprobs } from '../canonical/token-logprobs.js';
import type { EncoderContext, InterruptionMode, StreamEncoder } from '../codec.js';
import type { AnswerPiece, PieceShape } from './answer-piece.js';
import { createdAt } from './created-at.js';
import { DurationMeter } from './durations.js';
import { renderInterruption } from './errors.js';
import { isImage } from './image-type.js';
import { encodeDoneReason } from './stop-reason.js';
import { writeOllamaUsage } from './usage.js';

interface OpenPart {
  readonly head: PartHead;
  /** Arguments of a tool call, which these APIs give whole. */
  text: string;
}

/** Stands for the text while a line is built; in JSON, with its quotes, nothing else looks like it. */
const PLACEHOLDER = '\u0000';
const PLACEHOLDER_JSON = JSON.stringify(PLACEHOLDER);

/** A line up to its text, and from there on. */
type LineAroundText = readonly [before: string, after: string];

/** Writes the lines of a stream. Ollama has one answer: further choices are passed over. */
export class OllamaStreamEncoder implements StreamEncoder {
  readonly #parts = new Map<number, OpenPart>();
  readonly #meter: DurationMeter;
  #toolCalls = 0;
  #createdAt: string;
  #doneReason: 'stop' | 'length' = 'stop';
  #usage: JsonObject = {};
  /** Lines of text are the many, and differ in it alone. */
  #around: { text?: LineAroundText; thinking?: LineAroundText } = {};

  constructor(
    private readonly context: EncoderContext,
    private readonly shape: PieceShape,
  ) {
    this.#meter = new DurationMeter(context.elapsedMs);
    this.#createdAt = createdAt(context.created);
  }

  encode(event: AnswerEvent): string {
    switch (event.type) {
      case 'start':
        this.#createdAt = createdAt(event.created ?? this.context.created);
        this.#around = {};
        return '';
      case 'part-start':
        if (event.choice === 0) this.#parts.set(event.part, { head: event.content, text: '' });
        return '';
      case 'part-delta':
        return event.choice === 0 ? this.#delta(event.part, event.text, event.logprobs) : '';
      case 'part-end':
        return event.choice === 0 ? this.#endPart(event.part) : '';
      case 'media':
        return event.choice === 0 && isImage(event.mediaType) ? this.#piece({ images: [event.data] }) : '';
      case 'extension':
      case 'citation':
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
    const rest = { done: true, done_reason: this.#doneReason, ...this.#meter.durations(), ...this.#usage };
    return this.#piece({ text: '' }, rest);
  }

  interrupt(error: GatewayError, mode: InterruptionMode): string {
    return renderInterruption(error, this.context, mode);
  }

  #delta(part: number, text: string, logprobs: readonly TokenLogprob[] | undefined): string {
    const open = this.#parts.get(part);
    if (!open) throw new Error(`A delta for part ${part}, which has not started`);
    this.#meter.sawOutput();
    switch (open.head.kind) {
      case 'text':
      case 'refusal':
        return this.#text('text', text, logprobs);
      case 'reasoning':
        return this.#text('thinking', text, logprobs);
      case 'tool-call':
        open.text += text;
        return '';
      default:
        return open.head satisfies never;
    }
  }

  #text(kind: 'text' | 'thinking', text: string, logprobs: readonly TokenLogprob[] | undefined): string {
    if (logprobs) return this.#piece({ [kind]: text }, { done: false, logprobs: encodeLogprobs(logprobs) });
    const [before, after] = (this.#around[kind] ??= aroundText(this.#piece({ [kind]: PLACEHOLDER })));
    return `${before}${JSON.stringify(text)}${after}`;
  }

  #endPart(part: number): string {
    const open = this.#parts.get(part);
    this.#parts.delete(part);
    if (open?.head.kind !== 'tool-call') return '';
    const { id, name } = open.head;
    const call = { id, function: { index: this.#toolCalls++, name, arguments: shownArguments(open.text) } };
    return this.#piece({ toolCalls: [call] });
  }

  #piece(piece: AnswerPiece, rest: JsonObject = { done: false }): string {
    const said = this.shape(piece);
    if (said === undefined) return '';
    return `${JSON.stringify({ model: this.context.model, created_at: this.#createdAt, ...said, ...rest })}\n`;
  }
}

function aroundText(line: string): LineAroundText {
  const at = line.lastIndexOf(PLACEHOLDER_JSON);
  if (at === -1) throw new Error('A line of this API has no place for text');
  return [line.slice(0, at), line.slice(at + PLACEHOLDER_JSON.length)];
}
