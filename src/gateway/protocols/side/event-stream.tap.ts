import { isJsonObject, parseJsonObject } from '../../../kernel/json.js';
import { noUsage } from '../../../kernel/token-usage.js';
import { type AnswerFacts, noFacts, type StreamTap } from '../tap.js';
import { lastUsage } from './whole.reader.js';

const DONE = /^data: ?\[DONE\]/m;
const ERROR = '"error"';
/** An error event is small; a picture that holds the word is not one. */
const ERROR_BYTES = 64 * 1024;

/**
 * Streams of typed events: pictures, transcripts, speech. One event of each answer is the last and tells its usage. Events
 * may be pictures of megabytes, so a network read is searched for the names that matter and only errors are parsed.
 */
export class EventStreamTap implements StreamTap {
  readonly facts: AnswerFacts = { ...noFacts(), usage: noUsage() };
  beganWithError = false;
  #began = false;
  #left: number;

  /**
   * @param lastEvents types of the event that ends an answer
   * @param answers how many answers there will be
   */
  constructor(
    private readonly lastEvents: readonly string[],
    answers: number,
  ) {
    this.#left = answers;
  }

  read(frames: Buffer): Buffer {
    if (frames.includes(ERROR)) this.#readError(frames);
    for (const type of this.lastEvents) this.#left -= occurrences(frames, `"type":"${type}"`, `"type": "${type}"`);
    const usage = this.#left <= 0 ? lastUsage(frames, 'usage') : null;
    if (usage !== null) this.facts.usage = usage;
    if (this.#left <= 0) this.facts.complete = true;
    if (frames.length < ERROR_BYTES && DONE.test(frames.toString('latin1'))) {
      this.facts.complete = true;
      this.facts.terminated = true;
    }
    this.#began = true;
    return frames;
  }

  /** These events carry no id, model or time of the whole. */
  identity(): { id: null; model: null; created: null } {
    return { id: null, model: null, created: null };
  }

  #readError(frames: Buffer): void {
    if (frames.length > ERROR_BYTES) return;
    for (const event of frames.toString('utf8').split(/\r?\n\r?\n/)) {
      const error = errorOf(event);
      if (error === null) continue;
      this.facts.streamError = error;
      this.facts.complete = true;
      if (!this.#began) this.beganWithError = true;
      return;
    }
  }
}

/** The message of `{"error": {...}}` or `{"type": "error", ...}`. */
function errorOf(event: string): string | null {
  const data = parseJsonObject(event.slice(event.indexOf('{'), event.lastIndexOf('}') + 1));
  if (data === null || (!data['error'] && data['type'] !== 'error')) return null;
  const error = data['error'] ?? data;
  if (typeof error === 'string') return error;
  return isJsonObject(error) && typeof error['message'] === 'string' ? error['message'] : 'error event in the stream';
}

function occurrences(bytes: Buffer, ...spellings: readonly string[]): number {
  let found = 0;
  for (const spelling of spellings) {
    for (let at = bytes.indexOf(spelling); at !== -1; at = bytes.indexOf(spelling, at + spelling.length)) found += 1;
  }
  return found;
}
