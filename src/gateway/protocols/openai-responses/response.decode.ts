import type { JsonObject } from '../../../kernel/json.js';
import type { CanonicalEvent } from '../canonical/event.js';
import type { DecoderContext } from '../codec.js';
import { invalidAnswer } from '../canonical/invalid-answer.js';
import { ResponsesStreamDecoder } from './stream.decoder.js';

/** A whole response, read as a stream of its last event, so that both forms share every rule. */
export function decodeResponse(raw: JsonObject, context: DecoderContext): CanonicalEvent[] {
  const { status, error } = raw;
  if (!Array.isArray(raw['output']) && !error) throw invalidAnswer(context, 'the response has no output');
  const failed = status === 'failed' || status === 'cancelled' || Boolean(error);
  const type = failed ? 'response.failed' : 'response.completed';
  return new ResponsesStreamDecoder(context).decodeEvent(type, { response: raw });
}
