import { parseJsonObject } from '../../../kernel/json.js';
import { type AnswerFacts, noFacts, type StreamTap } from '../tap.js';
import { type FinalLine, readFinalLine } from './final-line.js';

const LF = 0x0a;
/** Enough for the first line of an answer, which is a token; a longer one says nothing about itself. */
const FIRST_LINE_KEPT = 4096;

/**
 * Reason, usage and errors stand in the last line of a stream. So of every network read only the last line is looked at,
 * and parsed only where it may be the one.
 */
export class OllamaTap implements StreamTap {
  readonly facts: AnswerFacts = noFacts();
  beganWithError = false;
  #firstLine: string | null = null;

  read(frames: Buffer): Buffer {
    const last = lastLine(frames);
    const final = last === '' ? null : readFinalLine(last);
    if (final !== null) this.#take(final);
    if (this.#firstLine === null) this.#readFirst(frames);
    return frames;
  }

  identity(): { id: string | null; model: string | null; created: number | null } {
    const first = this.#firstLine === null ? null : parseJsonObject(Buffer.from(this.#firstLine, 'latin1').toString());
    const { model, created_at: createdAt } = first ?? {};
    const created = typeof createdAt === 'string' ? Math.floor(Date.parse(createdAt) / 1000) : Number.NaN;
    return {
      id: null,
      model: typeof model === 'string' && model !== '' ? model : null,
      created: created > 0 ? created : null,
    };
  }

  #take({ error, usage, stopReason }: FinalLine): void {
    this.facts.complete = true;
    if (error !== undefined) {
      this.facts.streamError = error;
      return;
    }
    this.facts.terminated = true;
    this.facts.stopReason = stopReason;
    this.facts.usage = usage;
  }

  #readFirst(frames: Buffer): void {
    const end = frames.indexOf(LF);
    const line = frames.toString('latin1', 0, end === -1 ? frames.length : end);
    if (line.trim() === '') return;
    this.#firstLine = line.slice(0, FIRST_LINE_KEPT);
    this.beganWithError = readFinalLine(line)?.error !== undefined;
  }
}

/** Without the line feeds after it, as latin1: only the bytes that may matter become text of their own. */
function lastLine(frames: Buffer): string {
  let end = frames.length;
  while (end > 0 && isSpace(frames[end - 1])) end -= 1;
  if (end === 0) return '';
  return frames.toString('latin1', frames.lastIndexOf(LF, end - 1) + 1, end);
}

function isSpace(byte: number | undefined): boolean {
  return byte === LF || byte === 0x0d || byte === 0x20;
}
