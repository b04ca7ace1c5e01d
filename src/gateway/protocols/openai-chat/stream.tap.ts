import { frameObject } from '../canonical/frame-json.js';
import { isJsonObject } from '../../../kernel/json.js';
import { type AnswerFacts, noFacts, type StreamTap, type TapOptions } from '../tap.js';
import { readChatUsage, usageIn } from './usage.js';

const LF_LF = Buffer.from('\n\n');
const CRLF_CRLF = Buffer.from('\r\n\r\n');

/**
 * Finish, usage, errors and `[DONE]` are the last frames of a stream. So a network read is looked at from its end, up to
 * the first frame that is none of these: a burst of a hundred events costs no more than one event. More than this many
 * are never the end of one answer (n choices finish, usage, a vendor's trailer, `[DONE]`).
 */
const FRAMES_LOOKED_AT = 132;

export class OpenAiChatTap implements StreamTap {
  readonly facts: AnswerFacts = noFacts();
  beganWithError = false;
  #firstFrame: string | null = null;
  #separator = LF_LF;
  #usageSeenInThisRead = false;

  constructor(private readonly options: TapOptions) {}

  read(frames: Buffer): Buffer | null {
    if (this.#firstFrame === null) this.#readFirst(frames);
    let visible: Buffer | null = frames;
    let end = frames.length;
    this.#usageSeenInThisRead = false;
    for (let looked = 0; looked < FRAMES_LOOKED_AT && end > 0; looked += 1) {
      const start = this.#startOfFrame(frames, end);
      const text = frames.toString('latin1', start, end);
      const kind = this.#readFrame(text);
      if (kind === 'withhold') visible = cut(visible, start, end);
      if (kind === 'ordinary') break;
      end = start;
    }
    return visible;
  }

  identity(): { id: string | null; model: string | null; created: number | null } {
    const first = this.#firstFrame === null ? null : frameObject(this.#firstFrame);
    const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : null);
    return {
      id: text(first?.['id']),
      model: text(first?.['model']),
      created: typeof first?.['created'] === 'number' ? first['created'] : null,
    };
  }

  #readFirst(frames: Buffer): void {
    if (frames.includes(CRLF_CRLF)) this.#separator = CRLF_CRLF;
    const end = frames.indexOf(this.#separator);
    const text = frames.toString('latin1', 0, Math.min(end === -1 ? frames.length : end, 4096));
    this.beganWithError = text.includes('"error"') && Boolean(frameObject(text)?.['error']);
    this.#firstFrame = text;
  }

  #startOfFrame(frames: Buffer, end: number): number {
    const separator = this.#separator;
    // The frame's own separator ends at `end`; the one before it ends the previous frame.
    const from = end - separator.length - 1;
    const previous = from < 0 ? -1 : frames.lastIndexOf(separator, from);
    return previous === -1 ? 0 : previous + separator.length;
  }

  #readFrame(text: string): 'ordinary' | 'pass' | 'withhold' {
    if (text.startsWith('data: [DONE]') || text.startsWith('data:[DONE]')) {
      this.facts.complete = true;
      this.facts.terminated = true;
      return 'pass';
    }
    if (text.startsWith(':')) return 'pass';
    const mayEnd = text.includes('"finish_reason":"') || text.includes('"finish_reason": "');
    const maySay = carries(text, '"usage":');
    const mayFail = text.includes('"error"') || text.startsWith('event: error');
    if (!mayEnd && !maySay && !mayFail) return 'ordinary';
    const data = frameObject(text);
    if (data === null) return 'ordinary';
    const choices = Array.isArray(data['choices']) ? data['choices'] : null;
    const finish = choices?.filter(isJsonObject).find((choice) => typeof choice['finish_reason'] === 'string');
    if (finish && finish['finish_reason'] !== '') {
      this.facts.stopReason ??= finish['finish_reason'] as string;
      // Of several answers only `[DONE]` tells that the last one is whole.
      if (this.options.choices === 1) this.facts.complete = true;
    }
    // Some vendors repeat running totals; frames are read last to first, so the first one found here is the newest.
    const usage = usageIn(data);
    if (usage && !this.#usageSeenInThisRead) {
      this.facts.usage = readChatUsage(usage);
      this.#usageSeenInThisRead = true;
    }
    if (data['error']) {
      this.facts.streamError = errorText(data['error']);
      this.facts.complete = true;
    }
    const isUsageFrame = choices?.length === 0 && isJsonObject(data['usage']);
    return isUsageFrame && this.options.withholdUsage ? 'withhold' : 'pass';
  }
}

/** Whether the member has a value other than null. */
function carries(text: string, member: string): boolean {
  const at = text.indexOf(member);
  if (at === -1) return false;
  const value = text.slice(at + member.length, at + member.length + 6).trimStart();
  return !value.startsWith('null') || text.indexOf(member, at + member.length) !== -1;
}

function errorText(error: unknown): string {
  if (typeof error === 'string') return error;
  return isJsonObject(error) && typeof error['message'] === 'string' ? error['message'] : 'error event in the stream';
}

function cut(frames: Buffer | null, start: number, end: number): Buffer | null {
  if (frames === null) return null;
  if (start === 0) return end === frames.length ? null : frames.subarray(end);
  if (end === frames.length) return frames.subarray(0, start);
  return Buffer.concat([frames.subarray(0, start), frames.subarray(end)]);
}
