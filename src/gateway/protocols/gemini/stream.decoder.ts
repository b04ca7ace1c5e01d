import { invalidAnswer, parseFrameData } from '../canonical/invalid-answer.js';
import { isJsonObject, type JsonObject } from '../../../kernel/json.js';
import type { CanonicalEvent } from '../canonical/event.js';
import { extensionsOf } from '../canonical/extensions.js';
import type { DecoderContext, StreamDecoder, WireFrame } from '../codec.js';
import { CandidateDecoder } from './candidate.decoder.js';
import { errorEvent } from './errors.js';
import { readGeminiUsage, saysTokens } from './usage.js';

/** Chunks of a stream, each a GenerateContentResponse. A whole answer is a stream of one. There is no terminator. */
export class GeminiStreamDecoder implements StreamDecoder {
  readonly #candidates = new Map<number, CandidateDecoder>();
  #started = false;
  #failed = false;
  #parts = 0;
  #calls = 0;
  #usage: JsonObject | undefined;
  /** Why the prompt was not answered at all, with what else was said of it. */
  #block: { readonly reason: string; readonly feedback: JsonObject } | undefined;

  constructor(private readonly context: DecoderContext) {}

  decode(frame: WireFrame): CanonicalEvent[] {
    return this.#failed ? [] : this.decodeChunk(parseFrameData(frame.data, this.context, 'a chunk'));
  }

  decodeChunk(chunk: JsonObject): CanonicalEvent[] {
    if (isJsonObject(chunk['error'])) return this.#fail(chunk['error']);
    const events: CanonicalEvent[] = [];
    if (!this.#started) events.push(this.#start(chunk));
    const { candidates, usageMetadata, promptFeedback } = chunk;
    // Running totals: the last word counts.
    if (isJsonObject(usageMetadata) && saysTokens(usageMetadata)) this.#usage = usageMetadata;
    if (isJsonObject(promptFeedback) && typeof promptFeedback['blockReason'] === 'string') {
      this.#block = { reason: promptFeedback['blockReason'], feedback: promptFeedback };
    }
    for (const candidate of Array.isArray(candidates) ? candidates : []) {
      if (isJsonObject(candidate)) this.#candidate(candidate).decode(candidate, events);
    }
    return events;
  }

  end(): CanonicalEvent[] {
    if (this.#failed) return [];
    this.#failed = true;
    const decoders = [...this.#candidates.values()];
    const events: CanonicalEvent[] = [];
    if (decoders.some(({ finished }) => finished)) {
      for (const decoder of decoders) decoder.close('STOP', events);
      return [...events, ...this.#usageEvents()];
    }
    if (this.#block) {
      for (const decoder of decoders) decoder.close(this.#block.reason, events);
      return [...events, ...this.#blocked(this.#block), ...this.#usageEvents()];
    }
    const message = 'the stream ended without a finish reason';
    return [...this.#usageEvents(), { type: 'error', cause: 'truncated', message }];
  }

  #start(chunk: JsonObject): CanonicalEvent {
    this.#started = true;
    const { responseId, modelVersion, createTime, modelStatus } = chunk;
    const created = typeof createTime === 'string' ? Math.floor(Date.parse(createTime) / 1000) : Number.NaN;
    const extensions = extensionsOf('gemini', { modelStatus });
    return {
      type: 'start',
      ...(typeof responseId === 'string' && responseId !== '' && { id: responseId }),
      ...(typeof modelVersion === 'string' && modelVersion !== '' && { model: modelVersion }),
      ...(created > 0 && { created }),
      ...(extensions && { extensions }),
    };
  }

  #candidate({ index }: JsonObject): CandidateDecoder {
    const choice = typeof index === 'number' ? index : 0;
    const known = this.#candidates.get(choice);
    if (known) return known;
    const opened = new CandidateDecoder({
      choice,
      nextPart: () => this.#parts++,
      // Counted over all chunks: Gemini numbers nothing (BerriAI/litellm#16194).
      nextCallId: () => `call_${this.context.answerId}_${++this.#calls}`,
      invalid: (reason) => invalidAnswer(this.context, reason),
    });
    this.#candidates.set(choice, opened);
    return opened;
  }

  #blocked({ reason, feedback }: { reason: string; feedback: JsonObject }): CanonicalEvent[] {
    if (this.#candidates.size > 0) return [];
    return [
      {
        type: 'finish',
        choice: 0,
        reason: { unified: 'content_filter', raw: reason },
        extensions: { gemini: { promptFeedback: feedback } },
      },
    ];
  }

  #fail(error: JsonObject): CanonicalEvent[] {
    this.#failed = true;
    return [...this.#usageEvents(), errorEvent(error)];
  }

  #usageEvents(): CanonicalEvent[] {
    return this.#usage ? [{ type: 'usage', usage: readGeminiUsage(this.#usage), raw: this.#usage }] : [];
  }
}
