import type { JsonObject } from '../../../kernel/json.js';
import type { AnswerEvent } from '../canonical/event.js';
import type { EncoderContext } from '../codec.js';
import { NO_FRAMES } from './event-frames.js';
import { ResponsesStreamEncoder } from './stream.encoder.js';

/** A `response` object: what the last event of a stream would hold. */
export function encodeResponse(events: readonly AnswerEvent[], context: EncoderContext): JsonObject {
  const encoder = new ResponsesStreamEncoder(context, NO_FRAMES);
  for (const event of events) encoder.encode(event);
  return encoder.respond();
}
