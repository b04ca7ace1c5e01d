import { GatewayError } from '../../../kernel/errors.js';
import { isJsonObject, type JsonObject } from '../../../kernel/json.js';
import type { CanonicalEvent } from '../canonical/event.js';
import type { DecoderContext } from '../codec.js';
import { GeminiStreamDecoder } from './stream.decoder.js';

/** A whole answer is the only chunk of a stream. */
export function decodeResponse(raw: JsonObject, context: DecoderContext): CanonicalEvent[] {
  const { candidates, promptFeedback, error } = raw;
  if (!Array.isArray(candidates) && !isJsonObject(promptFeedback) && !isJsonObject(error)) {
    throw new GatewayError('provider_invalid_response', {
      provider: context.provider,
      reason: 'the answer has no candidates',
    });
  }
  const decoder = new GeminiStreamDecoder(context);
  return [...decoder.decodeChunk(raw), ...decoder.end()];
}
