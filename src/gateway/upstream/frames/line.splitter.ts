import { StringDecoder } from 'node:string_decoder';
import { GatewayError } from '../../../kernel/errors.js';

export interface FrameLimits {
  /** The provider's name, for errors. */
  readonly provider: string;
  /** The longest frame that is accepted, in characters. Throws `provider_invalid_response` beyond it. */
  readonly maxFrameLength: number;
}

export const DEFAULT_MAX_FRAME_LENGTH = 16 * 1024 * 1024;

/**
 * Bytes as they come from the network to text lines, whatever the ends of lines (LF, CRLF, CR) and wherever the chunks
 * were cut. Only new bytes are searched, so a long line costs its length once, however many pieces it comes in.
 */
export class LineSplitter {
  readonly #utf8 = new StringDecoder('utf8');
  #pieces: string[] = [];
  #pending = 0;
  #begun = false;
  #afterCarriageReturn = false;

  constructor(private readonly limits: FrameLimits) {}

  push(chunk: Buffer): string[] {
    return this.#split(this.#utf8.write(chunk));
  }

  /** The line that the body ended in, if it was not ended itself. */
  end(): string[] {
    const lines = this.#split(this.#utf8.end());
    if (this.#pending > 0) lines.push(this.#join(''));
    return lines;
  }

  #split(received: string): string[] {
    let text = received;
    if (text === '') return [];
    if (!this.#begun) {
      this.#begun = true;
      if (text.startsWith('\uFEFF')) text = text.slice(1);
    }
    text = this.#unifyLineEnds(text);

    const lines: string[] = [];
    let from = 0;
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', from)) {
      lines.push(this.#join(text.slice(from, at)));
      from = at + 1;
    }
    if (from < text.length) {
      const rest = text.slice(from);
      this.#pieces.push(rest);
      this.#pending += rest.length;
      if (this.#pending > this.limits.maxFrameLength) throw frameTooLong(this.limits);
    }
    return lines;
  }

  #unifyLineEnds(text: string): string {
    // A CR ends its line at once; an LF that follows it, perhaps in the next chunk, belongs to it.
    const rest = this.#afterCarriageReturn && text.startsWith('\n') ? text.slice(1) : text;
    this.#afterCarriageReturn = text.endsWith('\r');
    // A text to look for is found several times faster than a pattern.
    return rest.includes('\r') ? rest.replaceAll('\r\n', '\n').replaceAll('\r', '\n') : rest;
  }

  #join(last: string): string {
    if (this.#pending === 0) return last;
    this.#pieces.push(last);
    const line = this.#pieces.join('');
    this.#pieces = [];
    this.#pending = 0;
    return line;
  }
}

export function frameTooLong({ provider, maxFrameLength }: FrameLimits): GatewayError {
  return new GatewayError('provider_invalid_response', {
    provider,
    reason: `a frame is longer than ${maxFrameLength} characters`,
  });
}
