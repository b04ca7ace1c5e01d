import { GatewayError } from '../../../kernel/errors.js';
import { isJsonObject, type JsonObject, type JsonValue } from '../../../kernel/json.js';
import type { CanonicalEvent } from '../canonical/event.js';
import type { DecoderContext } from '../codec.js';
import { ChatStreamDecoder } from './stream.decoder.js';

/** A whole answer, read as a stream of one chunk, so that both forms share every rule. */
export function decodeResponse(raw: JsonObject, context: DecoderContext): CanonicalEvent[] {
  const choices = raw['choices'];
  if (!Array.isArray(choices) && !raw['error']) {
    throw new GatewayError('provider_invalid_response', {
      provider: context.provider,
      reason: 'the answer has no choices',
    });
  }
  const decoder = new ChatStreamDecoder(context);
  const chunk: JsonObject = { ...raw, choices: Array.isArray(choices) ? choices.map(asChunkChoice) : [] };
  return [...decoder.decodeChunk(chunk), ...decoder.decode({ data: '[DONE]' })];
}

/** Azure leaves `message` out of an answer that its filter took away. */
function asChunkChoice(choice: JsonValue): JsonValue {
  if (!isJsonObject(choice)) return choice;
  const { message, ...rest } = choice;
  return { ...rest, delta: isJsonObject(message) ? message : {} };
}
