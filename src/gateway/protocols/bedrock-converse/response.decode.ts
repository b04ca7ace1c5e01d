import { GatewayError } from '../../../kernel/errors.js';
import { isJsonObject, type JsonObject, type JsonValue } from '../../../kernel/json.js';
import type { CanonicalEvent } from '../canonical/event.js';
import type { DecoderContext } from '../codec.js';
import { ConverseStreamDecoder } from './stream.decoder.js';

type WireEvent = readonly [type: string, payload: JsonObject];

/** The answer of POST /model/{id}/converse, told as the stream that it would have been. */
export function decodeResponse(raw: JsonObject, context: DecoderContext): CanonicalEvent[] {
  const { output, stopReason, additionalModelResponseFields, ...metadata } = raw;
  const message = isJsonObject(output) ? output['message'] : undefined;
  if (!isJsonObject(message) || !Array.isArray(message['content'])) {
    const reason = 'the answer has no message';
    throw new GatewayError('provider_invalid_response', { provider: context.provider, reason });
  }
  const decoder = new ConverseStreamDecoder(context);
  const events: readonly WireEvent[] = [
    ['messageStart', {}],
    ...message['content'].filter(isJsonObject).flatMap(eventsOf),
    ['messageStop', { stopReason, additionalModelResponseFields }],
    ['metadata', metadata],
  ];
  return events.flatMap(([type, payload]) => decoder.decodeEvent(type, payload));
}

function eventsOf(block: JsonObject, contentBlockIndex: number): WireEvent[] {
  const { start, deltas } = piecesOf(block);
  return [
    ...(start ? [['contentBlockStart', { contentBlockIndex, start }] as const] : []),
    ...deltas.map((delta) => ['contentBlockDelta', { contentBlockIndex, delta }] as const),
    ['contentBlockStop', { contentBlockIndex }],
  ];
}

interface Pieces {
  readonly start?: JsonObject;
  readonly deltas: readonly JsonObject[];
}

/** What a stream would say of a block. Blocks of the vendor's own tools are told whole. */
function piecesOf(block: JsonObject): Pieces {
  const { text, toolUse, reasoningContent, citationsContent, image } = block;
  if (text !== undefined) return { deltas: [{ text }] };
  if (isJsonObject(toolUse) && toolUse['type'] === undefined) {
    const { input, ...start } = toolUse;
    return { start: { toolUse: start }, deltas: [{ toolUse: { input: JSON.stringify(input ?? {}) } }] };
  }
  if (isJsonObject(reasoningContent)) {
    const { reasoningText, redactedContent } = reasoningContent;
    return { deltas: [{ reasoningContent: isJsonObject(reasoningText) ? reasoningText : { redactedContent } }] };
  }
  if (isJsonObject(citationsContent)) {
    const { content, citations } = citationsContent;
    return { deltas: [...objects(content), ...objects(citations).map((citation) => ({ citation }))] };
  }
  if (isJsonObject(image)) return { start: { image: { format: image['format'] } }, deltas: [{ image }] };
  return { start: block, deltas: [] };
}

function objects(list: JsonValue | undefined): JsonObject[] {
  return Array.isArray(list) ? list.filter(isJsonObject) : [];
}
