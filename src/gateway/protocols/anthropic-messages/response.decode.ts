import { GatewayError } from '../../../kernel/errors.js';
import { isJsonObject, type JsonObject } from '../../../kernel/json.js';
import type { CanonicalEvent } from '../canonical/event.js';
import type { DecoderContext } from '../codec.js';
import { MessagesStreamDecoder } from './stream.decoder.js';

/** A whole answer, read as the stream that would have brought it, so that both forms share every rule. */
export function decodeResponse(raw: JsonObject, context: DecoderContext): CanonicalEvent[] {
  const decoder = new MessagesStreamDecoder(context);
  if (raw['type'] === 'error') return decoder.decodeEvent(raw);
  const { content, stop_reason: reason, stop_sequence: sequence, stop_details: details, usage, ...head } = raw;
  if (!Array.isArray(content)) {
    throw new GatewayError('provider_invalid_response', {
      provider: context.provider,
      reason: 'the answer has no content',
    });
  }
  const blocks = content.filter(isJsonObject).flatMap((block, index): JsonObject[] => [
    { type: 'content_block_start', index, content_block: block },
    { type: 'content_block_stop', index },
  ]);
  const events: JsonObject[] = [
    { type: 'message_start', message: head },
    ...blocks,
    {
      type: 'message_delta',
      delta: { stop_reason: reason, stop_sequence: sequence, stop_details: details },
      usage,
    },
    { type: 'message_stop' },
  ];
  return events.flatMap((event) => decoder.decodeEvent(event));
}
