import { createRequire } from 'node:module';
import type { EventStreamCodec } from '@smithy/eventstream-codec';
import { GatewayError } from '../../../kernel/errors.js';
import { EXCEPTION_EVENT } from '../../protocols/dialect.js';
import type { WireFrame } from '../../protocols/codec.js';
import type { FrameReader } from './frame-reader.js';
import type { FrameLimits } from './line.splitter.js';

type Message = ReturnType<EventStreamCodec['decode']>;

/** Two lengths and three checksums, before any header or payload. */
const SHORTEST_MESSAGE = 16;
const LENGTH_BYTES = 4;

const require = createRequire(import.meta.url);
let codec: EventStreamCodec | undefined;

/** Loading AWS's codec takes 30 ms, which only a process that talks to AWS should pay, and only once. */
function eventStreamCodec(): EventStreamCodec {
  if (codec === undefined) {
    const smithy = require('@smithy/eventstream-codec') as typeof import('@smithy/eventstream-codec');
    codec = new smithy.EventStreamCodec(
      (bytes) => textOf(bytes as Uint8Array),
      (text) => Buffer.from(text),
    );
  }
  return codec;
}

/**
 * AWS event streams (https://smithy.io/2.0/aws/amazon-eventstream.html): binary messages, each with its length in front
 * and checksums that are verified. Bytes wait in the pieces they came in until a message is whole, so that a long one is
 * copied once.
 */
export class AwsEventStreamFrameReader implements FrameReader {
  readonly #codec = eventStreamCodec();
  #pieces: Buffer[] = [];
  #bytes = 0;
  /** How many bytes it takes to go on: a length, then the message of that length. */
  #needed = LENGTH_BYTES;

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
    let rest = first !== undefined && this.#pieces.length === 1 ? first : Buffer.concat(this.#pieces, this.#bytes);
    const frames: WireFrame[] = [];
    this.#needed = this.#lengthOf(rest);
    while (rest.length >= this.#needed) {
      frames.push(this.#decode(rest.subarray(0, this.#needed)));
      rest = rest.subarray(this.#needed);
      this.#needed = this.#lengthOf(rest);
    }
    this.#pieces = rest.length === 0 ? [] : [rest];
    this.#bytes = rest.length;
    return frames;
  }

  #lengthOf(bytes: Buffer): number {
    if (bytes.length < LENGTH_BYTES) return LENGTH_BYTES;
    const length = bytes.readUInt32BE(0);
    if (length < SHORTEST_MESSAGE) throw this.#invalid(`a message claims a length of ${length} bytes`);
    // Anything else than an event stream (a page, JSON) claims an absurd length here.
    if (length > this.limits.maxFrameLength) {
      throw this.#invalid(`a message claims to be longer than ${this.limits.maxFrameLength} bytes`);
    }
    return length;
  }

  #decode(bytes: Buffer): WireFrame {
    let message: Message;
    try {
      message = this.#codec.decode(bytes);
    } catch (cause) {
      throw this.#invalid('a message is damaged', cause);
    }
    return toFrame(message);
  }

  #invalid(reason: string, cause?: unknown): GatewayError {
    return new GatewayError('provider_invalid_response', { provider: this.limits.provider, reason }, { cause });
  }
}

/** Modelled exceptions say their type and a payload, others (`:message-type` error) a code and a message. */
function toFrame(message: Message): WireFrame {
  const header = (name: string): string | undefined => {
    const field = message.headers[name];
    return field?.type === 'string' ? field.value : undefined;
  };
  switch (header(':message-type')) {
    case 'exception':
      return { event: EXCEPTION_EVENT + (header(':exception-type') ?? ''), data: textOf(message.body) };
    case 'error':
      return {
        event: EXCEPTION_EVENT + (header(':error-code') ?? ''),
        data: JSON.stringify({ message: header(':error-message') }),
      };
    default:
      return { event: header(':event-type'), data: textOf(message.body) };
  }
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString();
}
