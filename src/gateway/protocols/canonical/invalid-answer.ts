import { GatewayError } from '../../../kernel/errors.js';
import { isJsonObject, type JsonObject } from '../../../kernel/json.js';
import type { DecoderContext } from '../codec.js';

/** What a vendor sent is not its own protocol. */
export function invalidAnswer({ provider }: DecoderContext, reason: string, cause?: unknown): GatewayError {
  return new GatewayError('provider_invalid_response', { provider, reason }, { cause });
}

/**
 * The data of one frame as an object; throws `provider_invalid_response` for anything else.
 * @param thing what the vendor calls it, for the error: "a chunk"
 */
export function parseFrameData(data: string, context: DecoderContext, thing: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(data);
  } catch (cause) {
    throw invalidAnswer(context, `${thing} is not JSON`, cause);
  }
  if (isJsonObject(value)) return value;
  throw invalidAnswer(context, `${thing} is not an object`);
}
