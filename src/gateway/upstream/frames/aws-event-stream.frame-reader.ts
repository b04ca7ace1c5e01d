import { crc32 } from 'node:zlib';
import { GatewayError } from '../../../kernel/errors.js';
import { EXCEPTION_EVENT } from '../../protocols/dialect.js';
import type { WireFrame } from '../../protocols/codec.js';
import { readTextHeaders } from './aws-event-stream.headers.js';
import type { FrameReader } from './frame-reader.js';
import type { FrameLimits } from './line.splitter.js';

const LENGTH_BYTES = 4;
const CHECKSUM_BYTES = 4;
/** The lengths of the message and of its headers. */
const LENGTHS_BYTES = 2 * LENGTH_BYTES;
const PRELUDE_BYTES = LENGTHS_BYTES + CHECKSUM_BYTES;
/** Without any header or payload. */
const SHORTEST_MESSAGE = PRELUDE_BYTES + CHECKSUM_BYTES;

interface KnownHeaders {
  readonly bytes: Buffer;
  readonly text: ReadonlyMap<string, string>;
}

/**
 * AWS event streams (https://smithy.io/2.0/aws/amazon-eventstream.html): binary messages, each with its length in front
 * and checksums that are verified. Bytes wait in the pieces they came in until a message is whole, so that a long one is
 * copied once. Not by @smithy/eventstream-codec, which takes three times as long: it sums in JavaScript, and reads
 * every header of every message.
 */
export class AwsEventStreamFrameReader implements FrameReader {
  #pieces: Buffer[] = [];
  #bytes = 0;
  /** How many bytes it takes to go on: a length, then the message of that length. */
  #needed = LENGTH_BYTES;
  /** The messages of a stream have mostly the headers of the one before. */
  #headers: KnownHeaders = { bytes: Buffer.alloc(0), text: new Map() };

  constructor(private readonly limits: FrameLimits) {}

  push(chunk: Buffer): WireFrame[] {
    this.#pieces.push(chunk);
    this.#bytes += chunk.length;
    return this.#bytes < this.#needed ? [] : this.#read();
  }

  /** A message that the end of the body cut off is none: the decoder knows by itself what is missing. */
  end(): WireFrame[] {
    return [];
  }

  #read(): WireFrame[] {
    const [first] = this.#pieces;
    const bytes = first !== undefined && this.#pieces.length === 1 ? first : Buffer.concat(this.#pieces, this.#bytes);
    const frames: WireFrame[] = [];
    let at = 0;
    this.#needed = this.#lengthAt(bytes, at);
    while (bytes.length - at >= this.#needed) {
      frames.push(this.#readMessage(bytes, at, at + this.#needed));
      at += this.#needed;
      this.#needed = this.#lengthAt(bytes, at);
    }
    const rest = bytes.subarray(at);
    this.#pieces = rest.length === 0 ? [] : [rest];
    this.#bytes = rest.length;
    return frames;
  }

  #lengthAt(bytes: Buffer, at: number): number {
    if (bytes.length - at < LENGTH_BYTES) return LENGTH_BYTES;
    const length = bytes.readUInt32BE(at);
    if (length < SHORTEST_MESSAGE) throw this.#invalid(`a message claims a length of ${length} bytes`);
    // Anything else than an event stream (a page, JSON) claims an absurd length here.
    if (length > this.limits.maxFrameLength) {
      throw this.#invalid(`a message claims to be longer than ${this.limits.maxFrameLength} bytes`);
    }
    return length;
  }

  #readMessage(bytes: Buffer, at: number, end: number): WireFrame {
    const payloadEnd = end - CHECKSUM_BYTES;
    const lengths = crc32(bytes.subarray(at, at + LENGTHS_BYTES));
    if (lengths !== bytes.readUInt32BE(at + LENGTHS_BYTES)) throw this.#invalid('the prelude of a message is damaged');
    const whole = crc32(bytes.subarray(at + LENGTHS_BYTES, payloadEnd), lengths);
    if (whole !== bytes.readUInt32BE(payloadEnd)) throw this.#invalid('a message is damaged');

    const headersAt = at + PRELUDE_BYTES;
    const payloadAt = headersAt + bytes.readUInt32BE(at + LENGTH_BYTES);
    if (payloadAt > payloadEnd) throw this.#invalid('the headers of a message go beyond it');
    const headers = this.#readHeaders(bytes, headersAt, payloadAt);
    return toFrame(headers, bytes.toString('utf8', payloadAt, payloadEnd));
  }

  #readHeaders(bytes: Buffer, at: number, end: number): ReadonlyMap<string, string> {
    const known = this.#headers;
    if (bytes.compare(known.bytes, 0, known.bytes.length, at, end) === 0) return known.text;
    // A copy: the rest of the network read must not stay with it.
    const own = Buffer.from(bytes.subarray(at, end));
    try {
      this.#headers = { bytes: own, text: readTextHeaders(own) };
    } catch (cause) {
      throw this.#invalid('the headers of a message cannot be read', cause);
    }
    return this.#headers.text;
  }

  #invalid(reason: string, cause?: unknown): GatewayError {
    return new GatewayError('provider_invalid_response', { provider: this.limits.provider, reason }, { cause });
  }
}

/** Modelled exceptions say their type and a payload, others (`:message-type` error) a code and a message. */
function toFrame(headers: ReadonlyMap<string, string>, payload: string): WireFrame {
  switch (headers.get(':message-type')) {
    case 'exception':
      return { event: EXCEPTION_EVENT + (headers.get(':exception-type') ?? ''), data: payload };
    case 'error':
      return {
        event: EXCEPTION_EVENT + (headers.get(':error-code') ?? ''),
        data: JSON.stringify({ message: headers.get(':error-message') }),
      };
    default:
      return { event: headers.get(':event-type'), data: payload };
  }
}
