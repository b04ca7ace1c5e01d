import { isJsonObject, type JsonObject, parseJsonObject } from '../../../kernel/json.js';
import type { TokenUsage } from '../../../kernel/token-usage.js';
import type { AnswerFeature } from '../canonical/answer-feature.js';
import type { AnswerFacts, StreamTap } from '../tap.js';
import { noteEnd, usageIn } from './facts.js';
import { finishReasonOf } from './stop-reason.js';

const LF_LF = Buffer.from('\n\n');
const CRLF_CRLF = Buffer.from('\r\n\r\n');
const OPENING_BRACE = 0x7b;
const USAGE = Buffer.from('"usageMetadata"');
/** What only last chunks have. Inside of strings the quotes are escaped, so no text is mistaken for a member's name. */
const ENDS = ['"finishReason"', '"blockReason"', '"error"'].map((name) => Buffer.from(name));

/**
 * Every chunk says the usage so far, and only the last one why the answer ended. So a network read is searched for the
 * names that matter and only chunks that may end the answer are parsed; of the others the newest totals are remembered.
 */
export class GeminiTap implements StreamTap {
  readonly facts = new TappedFacts();
  beganWithError = false;
  #began = false;
  #separator = LF_LF;
  /** Of several candidates, those that have begun and not finished. */
  readonly #unfinished = new Set<number>();
  #names: { readonly id: string | null; readonly model: string | null } = { id: null, model: null };

  constructor(private readonly choices: number) {}

  read(frames: Buffer): Buffer {
    if (!this.#began) this.#readFirst(frames);
    const end = Math.max(...ENDS.map((name) => frames.lastIndexOf(name)));
    const ending = end === -1 ? null : responseIn(this.#frameAround(frames, end));
    if (ending) noteEnd(this.facts, ending);
    if (this.choices > 1) this.#followCandidates(frames);
    const usage = frames.lastIndexOf(USAGE);
    if (usage !== -1) this.facts.newest = this.#frameAround(frames, usage);
    return frames;
  }

  identity(): { id: string | null; model: string | null; created: number | null } {
    return { ...this.#names, created: null };
  }

  #readFirst(frames: Buffer): void {
    this.#began = true;
    if (frames.includes(CRLF_CRLF)) this.#separator = CRLF_CRLF;
    const first = responseIn(this.#frameAround(frames, 0));
    this.beganWithError = first?.['error'] !== undefined;
    this.#names = { id: textOf(first?.['responseId']), model: textOf(first?.['modelVersion']) };
  }

  /**
   * Several candidates come in turns, and one that has finished says nothing of the others. How many there will be is the
   * vendor's to say, so each that begins must finish. Here alone every chunk is parsed: hardly anybody asks for several.
   */
  #followCandidates(frames: Buffer): void {
    for (let at = 0; at < frames.length;) {
      const frame = this.#frameAround(frames, at);
      at += frame.length + this.#separator.length;
      const { candidates } = responseIn(frame) ?? {};
      for (const candidate of Array.isArray(candidates) ? candidates.filter(isJsonObject) : []) {
        const index = typeof candidate['index'] === 'number' ? candidate['index'] : 0;
        if (finishReasonOf(candidate['finishReason']) === undefined) this.#unfinished.add(index);
        else this.#unfinished.delete(index);
      }
    }
    const { stopReason, streamError } = this.facts;
    this.facts.complete = streamError !== null || (stopReason !== null && this.#unfinished.size === 0);
  }

  #frameAround(frames: Buffer, at: number): Buffer {
    const before = at === 0 ? -1 : frames.lastIndexOf(this.#separator, at);
    const after = frames.indexOf(this.#separator, at);
    return frames.subarray(before === -1 ? 0 : before + this.#separator.length, after === -1 ? frames.length : after);
  }
}

/** Usage is read out of the newest chunk only when somebody asks, which is once, at the end. */
class TappedFacts implements AnswerFacts {
  stopReason: string | null = null;
  complete = false;
  terminated = false;
  streamError: string | null = null;
  readonly droppedContent = new Set<AnswerFeature>();
  newest: Buffer | null = null;

  get usage(): TokenUsage | null {
    const response = this.newest && responseIn(this.newest);
    return response && usageIn(response);
  }
}

/** The object in a frame: behind `data:`, or bare, as errors come. */
function responseIn(frame: Buffer): JsonObject | null {
  const start = frame.indexOf(OPENING_BRACE);
  return start === -1 ? null : parseJsonObject(frame.toString('utf8', start));
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
