import { isJsonObject, parseJsonObject } from '../../../kernel/json.js';
import { type AnswerFacts, noFacts, type StreamTap } from '../tap.js';
import { errorText, noteResponse, usageNearEnd } from './response-facts.js';
import { readResponsesUsage } from './usage.js';

const LF_LF = Buffer.from('\n\n');
const CRLF_CRLF = Buffer.from('\r\n\r\n');
const SEQUENCE = Buffer.from('"sequence_number":');
/** An `error`, the last event, a terminator of chat's and a comment or two: more are never behind an answer. */
const FRAMES_LOOKED_AT = 6;
/** Enough for the line that names an event. */
const NAME_BYTES = 64;
const NAMED = /^event: ?(\S+)/;
const LAST_EVENT = /^(?:error|response\.(?:completed|incomplete|failed|cancelled))$/;
/** Where no line names the event, its data do; the quotes of what is said inside of strings are escaped. */
const TYPED = /^data: ?\{\s?"type": ?"(error)"|"type": ?"(response\.(?:completed|incomplete|failed|cancelled))"/;
const COLON = 0x3a;

/**
 * What ends a response is its last event, which repeats all of it. So a network read is looked at from its end, up to
 * the first event that is none of the last ones, and of those only the names and the usage are read.
 */
export class ResponsesTap implements StreamTap {
  readonly facts: AnswerFacts = noFacts();
  beganWithError = false;
  #separator = LF_LF;
  #identity: { id: string | null; model: string | null; created: number | null } | undefined;
  #nextSequence: number | undefined;

  read(frames: Buffer): Buffer {
    if (!this.#identity) this.#readFirst(frames);
    let end = frames.length;
    for (let looked = 0; looked < FRAMES_LOOKED_AT && end > 0; looked += 1) {
      const start = this.#startOfFrame(frames, end);
      if (!this.#readFrame(frames.subarray(start, end))) break;
      end = start;
    }
    return frames;
  }

  identity(): ReturnType<StreamTap['identity']> {
    const identity = this.#identity ?? { id: null, model: null, created: null };
    return { ...identity, nextSequence: this.#nextSequence };
  }

  #readFirst(frames: Buffer): void {
    if (frames.includes(CRLF_CRLF)) this.#separator = CRLF_CRLF;
    const first = this.#firstEvent(frames);
    const name = lastEventName(first);
    this.beganWithError = name === 'error' || name === 'response.failed' || isBareError(first);
    const created = Number(wordAfter(first, '"created_at":', /^\s?(\d+)/));
    this.#identity = {
      id: wordAfter(first, '"id":', /^\s?"([^"\\]+)"/),
      model: wordAfter(first, '"model":', /^\s?"([^"\\]+)"/),
      created: created > 0 ? created : null,
    };
  }

  /** Comments may come before it. */
  #firstEvent(frames: Buffer): Buffer {
    let start = 0;
    for (;;) {
      const end = frames.indexOf(this.#separator, start);
      if (end === -1) return frames.subarray(start);
      if (frames[start] !== COLON) return frames.subarray(start, end);
      start = end + this.#separator.length;
    }
  }

  #startOfFrame(frames: Buffer, end: number): number {
    const separator = this.#separator;
    // The frame's own separator ends at `end`; the one before it ends the previous frame.
    const from = end - separator.length - 1;
    const previous = from < 0 ? -1 : frames.lastIndexOf(separator, from);
    return previous === -1 ? 0 : previous + separator.length;
  }

  /** False for an event after which others come. */
  #readFrame(frame: Buffer): boolean {
    if (frame[0] === COLON || /^data: ?\[DONE\]/.test(frame.toString('latin1', 0, NAME_BYTES))) return true;
    this.#count(frame);
    const name = lastEventName(frame);
    if (name === undefined && !isBareError(frame)) return false;
    this.facts.complete = true;
    if (name !== undefined && name !== 'error') this.facts.terminated = true;
    if (name === 'response.completed') {
      const usage = usageNearEnd(frame);
      if (usage) {
        this.facts.usage = readResponsesUsage(usage);
        this.facts.stopReason = 'completed';
        return true;
      }
    }
    this.#parse(frame);
    return true;
  }

  #parse(frame: Buffer): void {
    const event = parseJsonObject(dataOf(frame));
    if (!event) return;
    const { error, response } = event;
    if (error) this.facts.streamError = errorText(error);
    if (isJsonObject(response)) noteResponse(this.facts, response);
    else if (event['type'] === 'error') this.facts.streamError ??= errorText(event);
  }

  /** Frames are looked at from the last one, so the first number found in a read is the newest. */
  #count(frame: Buffer): void {
    const at = frame.lastIndexOf(SEQUENCE);
    if (at === -1) return;
    const from = at + SEQUENCE.length;
    const number = Number.parseInt(frame.toString('latin1', from, from + 16).trimStart(), 10);
    if (number >= (this.#nextSequence ?? 0)) this.#nextSequence = number + 1;
  }
}

function lastEventName(frame: Buffer): string | undefined {
  const name = NAMED.exec(frame.toString('latin1', 0, NAME_BYTES))?.[1];
  if (name !== undefined) return LAST_EVENT.test(name) ? name : undefined;
  const typed = TYPED.exec(frame.toString('latin1'));
  return typed?.[1] ?? typed?.[2];
}

/** A server that fails in chat's words: `data: {"error": …}`. */
function isBareError(frame: Buffer): boolean {
  return /^data: ?\{\s?"error"/.test(frame.toString('latin1', 0, 32));
}

/** Inside of strings the quotes of a member's name are escaped, so that it is not found there. */
function wordAfter(frame: Buffer, member: string, word: RegExp): string | null {
  const at = frame.indexOf(member);
  if (at === -1) return null;
  const from = at + member.length;
  return word.exec(frame.toString('latin1', from, from + 300))?.[1] ?? null;
}

/** One line of data, as everybody sends it. */
function dataOf(frame: Buffer): string {
  const at = frame.indexOf('{');
  const end = frame.lastIndexOf('}');
  return at === -1 || end < at ? '' : frame.toString('utf8', at, end + 1);
}
