import type { GatewayError } from '../../../kernel/errors.js';
import type { JsonObject } from '../../../kernel/json.js';
import type { Citation } from '../canonical/citation.js';
import type { AnswerEvent, PartHead, StopReason, TokenLogprob } from '../canonical/event.js';
import type { Extensions } from '../canonical/extensions.js';
import type { Signature } from '../canonical/signature.js';
import type { EncoderContext, InterruptionMode, StreamEncoder } from '../codec.js';
import { encodeAnswerPart, encodeMedia } from './answer-parts.encode.js';
import { encodeCitations, TextMeter } from './citations.js';
import { renderInterruption, SEPARATOR } from './errors.js';
import { encodeLogprobsResult } from './logprobs.js';
import { encodeFinishReason } from './stop-reason.js';
import { writeGeminiUsage } from './usage.js';

interface OpenPart {
  readonly head: PartHead;
  /** Arguments of a call, which this dialect gives whole. */
  text: string;
}

interface Choice {
  readonly text: TextMeter;
  readonly citations: Citation[];
}

/** Writes chunks, each a GenerateContentResponse. A chunk differs from its neighbours only in its part. */
export class GeminiStreamEncoder implements StreamEncoder {
  readonly #parts = new Map<number, OpenPart>();
  readonly #choices = new Map<number, Choice>();
  /** The last chunk says reasons and usage together, so they wait for each other. */
  readonly #candidates: JsonObject[] = [];
  /** Instead of candidates, where the prompt was not answered at all. */
  #feedback: JsonObject | undefined;
  #usage: JsonObject | undefined;
  #tail: string;

  constructor(private readonly context: EncoderContext) {
    this.#tail = this.#buildTail(undefined, {});
  }

  encode(event: AnswerEvent): string {
    switch (event.type) {
      case 'start':
        this.#tail = this.#buildTail(event.id, event.extensions?.['gemini'] ?? {});
        return '';
      case 'part-start':
        this.#parts.set(event.part, { head: event.content, text: '' });
        return '';
      case 'part-delta':
        return this.#delta(event.choice, event.part, event.text, event.logprobs);
      case 'part-end':
        return this.#endPart(event.choice, event.part, event.signature);
      case 'citation':
        this.#choice(event.choice).citations.push(event.citation);
        return '';
      case 'media':
        return this.#chunk(event.choice, JSON.stringify(encodeMedia(event)));
      case 'extension': {
        const parts = event.extensions['gemini']?.['parts'];
        return Array.isArray(parts)
          ? parts.map((part) => this.#chunk(event.choice, JSON.stringify(part))).join('')
          : '';
      }
      case 'finish':
        this.#finish(event.choice, event.reason, event.extensions);
        return '';
      case 'usage':
        this.#usage = writeGeminiUsage(event.usage);
        return '';
      default:
        return event satisfies never;
    }
  }

  end(): string {
    const last = {
      ...(this.#feedback ?? { candidates: this.#candidates }),
      ...(this.#usage && { usageMetadata: this.#usage }),
    };
    return `data: {${JSON.stringify(last).slice(1, -1)}${this.#tail}`;
  }

  interrupt(error: GatewayError, mode: InterruptionMode): string {
    return renderInterruption(error, this.context, mode);
  }

  #delta(choice: number, part: number, text: string, logprobs: readonly TokenLogprob[] | undefined): string {
    const open = this.#parts.get(part);
    if (!open) throw new Error(`A delta for part ${part}, which has not started`);
    switch (open.head.kind) {
      case 'text':
        this.#choice(choice).text.add(text);
        return this.#chunk(choice, `{"text":${JSON.stringify(text)}}`, logprobs);
      case 'refusal':
        return this.#chunk(choice, `{"text":${JSON.stringify(text)}}`, logprobs);
      case 'reasoning':
        return this.#chunk(choice, `{"text":${JSON.stringify(text)},"thought":true}`);
      case 'tool-call':
        open.text += text;
        return '';
      default:
        return open.head satisfies never;
    }
  }

  /** A signature comes when its text has gone already: in an empty part behind it, as Gemini does itself. */
  #endPart(choice: number, part: number, signature: Signature | undefined): string {
    const open = this.#parts.get(part);
    this.#parts.delete(part);
    if (!open || (open.head.kind !== 'tool-call' && !signature)) return '';
    return this.#chunk(choice, JSON.stringify(encodeAnswerPart(open.head, open.text, signature)));
  }

  #finish(choice: number, reason: StopReason, extensions: Extensions | undefined): void {
    const { promptFeedback, ...said } = extensions?.['gemini'] ?? {};
    if (promptFeedback) {
      this.#feedback = { promptFeedback };
      return;
    }
    const { text, citations } = this.#choice(choice);
    const { groundingMetadata = encodeCitations(citations, text), ...own } = said;
    this.#candidates.push({
      // SDKs take a chunk without parts for a broken answer, and forget the turn.
      content: { parts: [{ text: '' }], role: 'model' },
      finishReason: encodeFinishReason(reason),
      index: choice,
      ...(groundingMetadata === undefined ? {} : { groundingMetadata }),
      ...own,
    });
  }

  #choice(choice: number): Choice {
    const known = this.#choices.get(choice);
    if (known) return known;
    const opened = { text: new TextMeter(), citations: [] };
    this.#choices.set(choice, opened);
    return opened;
  }

  #chunk(choice: number, part: string, logprobs?: readonly TokenLogprob[]): string {
    const scores = logprobs ? `,"logprobsResult":${JSON.stringify(encodeLogprobsResult(logprobs))}` : '';
    return `data: {"candidates":[{"content":{"parts":[${part}],"role":"model"},"index":${choice}${scores}}]${this.#tail}`;
  }

  #buildTail(id: string | undefined, own: JsonObject): string {
    const tail = { modelVersion: this.context.model, responseId: id ?? this.context.id, ...own };
    return `,${JSON.stringify(tail).slice(1)}${SEPARATOR}`;
  }
}
