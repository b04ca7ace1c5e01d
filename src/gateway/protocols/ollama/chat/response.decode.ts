import { GatewayError } from '../../../../kernel/errors.js';
import { isJsonObject, type JsonObject } from '../../../../kernel/json.js';
import type { CanonicalEvent } from '../../canonical/event.js';
import type { DecoderContext } from '../../codec.js';
import { OllamaStreamDecoder } from './stream.decoder.js';

/** A whole answer is the only line of a stream. */
export function decodeResponse(raw: JsonObject, context: DecoderContext): CanonicalEvent[] {
  if (!isJsonObject(raw['message']) && !raw['error']) {
    throw new GatewayError('provider_invalid_response', {
      provider: context.provider,
      reason: 'the answer has no message',
    });
  }
  const decoder = new OllamaStreamDecoder(context);
  return [...decoder.decodeLine(raw), ...decoder.end()];
}
