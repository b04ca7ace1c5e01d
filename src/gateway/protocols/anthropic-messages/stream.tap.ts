import { frameObject } from '../canonical/frame-json.js';
import { isJsonObject, type JsonObject } from '../../../kernel/json.js';
import { type AnswerFacts, noFacts, type StreamTap } from '../tap.js';
import { laterUsage, readUsage } from './usage.js';

const LF_LF = Buffer.from('\n\n');
const CRLF_CRLF = Buffer.from('\r\n\r\n');
/** message_delta, message_stop, an error, and pings between them. */
const FRAMES_LOOKED_AT = 16;
/** Events carry several tokens in an envelope of more than a hundred bytes; for answers that break off. */
const BYTES_PER_TOKEN = 40;

const END_OF_ANSWER = new Set(['message_delta', 'message_stop', 'error']);

/**
 * The first frame says what the input cost, the last two how it ended. So the first one is parsed, and each network read is
 * looked at from its end, up to the first frame that is neither end nor ping.
 */
export class MessagesTap implements StreamTap {
  readonly facts: AnswerFacts = noFacts();
  beganWithError = false;
  #first: JsonObject | null = null;
  #separator = LF_LF;
  #usage: JsonObject = {};
  #bytes = 0;

  read(frames: Buffer): Buffer {
    if (this.#first === null) this.#readFirst(frames);
    else this.#bytes += frames.length;
    let end = frames.length;
    for (let looked = 0; looked < FRAMES_LOOKED_AT && end > 0; looked += 1) {
      const start = this.#startOfFrame(frames, end);
      const type = typeOf(frames, start, end);
      if (type !== 'ping' && !END_OF_ANSWER.has(type)) break;
      if (type !== 'ping') this.#readEnd(type, frames.toString('latin1', start, end));
      end = start;
    }
    if (!this.facts.complete) this.#estimate();
    return frames;
  }

  identity(): { id: string | null; model: string | null; created: number | null } {
    const message = this.#first?.['message'];
    const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : null);
    return isJsonObject(message)
      ? { id: text(message['id']), model: text(message['model']), created: null }
      : { id: null, model: null, created: null };
  }

  #readFirst(frames: Buffer): void {
    if (frames.includes(CRLF_CRLF)) this.#separator = CRLF_CRLF;
    const end = frames.indexOf(this.#separator);
    this.#first = frameObject(frames.toString('latin1', 0, end === -1 ? frames.length : end)) ?? {};
    this.beganWithError = this.#first['type'] === 'error';
    const message = this.#first['message'];
    if (isJsonObject(message) && isJsonObject(message['usage'])) this.#usage = message['usage'];
  }

  #startOfFrame(frames: Buffer, end: number): number {
    const separator = this.#separator;
    // The frame's own separator ends at `end`; the one before it ends the previous frame.
    const from = end - separator.length - 1;
    const previous = from < 0 ? -1 : frames.lastIndexOf(separator, from);
    return previous === -1 ? 0 : previous + separator.length;
  }

  #readEnd(type: string, text: string): void {
    if (type === 'message_stop') {
      this.facts.complete = true;
      this.facts.terminated = true;
      return;
    }
    const data = frameObject(text);
    if (data === null) return;
    if (type === 'error') {
      const { error } = data;
      const message = isJsonObject(error) ? error['message'] : undefined;
      this.facts.streamError = typeof message === 'string' ? message : 'error event in the stream';
      this.facts.complete = true;
      this.#estimate();
      return;
    }
    if (isJsonObject(data['usage'])) this.#usage = laterUsage(this.#usage, data['usage']);
    const delta = isJsonObject(data['delta']) ? data['delta'] : {};
    if (typeof delta['stop_reason'] !== 'string') return;
    this.facts.stopReason = delta['stop_reason'];
    this.facts.usage = readUsage(this.#usage);
    this.facts.complete = true;
  }

  /** What the answer has cost if it breaks off here. The first frame's output count is a guess made before the answer. */
  #estimate(): void {
    if (Object.keys(this.#usage).length === 0 || this.facts.usage?.source === 'provider') return;
    const usage = readUsage(this.#usage);
    const output = Math.max(usage.output, Math.ceil(this.#bytes / BYTES_PER_TOKEN));
    this.facts.usage = { ...usage, output, source: 'estimated' };
  }
}

/** The event's name from its own line; comments count as pings. */
function typeOf(frames: Buffer, start: number, end: number): string {
  const head = frames.toString('latin1', start, Math.min(end, start + 64));
  if (head.startsWith(':')) return 'ping';
  return /^event: ?(\w+)/.exec(head)?.[1] ?? /^data: ?\{"type": ?"(\w+)"/.exec(head)?.[1] ?? '';
}
