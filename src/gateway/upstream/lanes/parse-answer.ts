import { GatewayError } from '../../../kernel/errors.js';
import { isJsonObject, type JsonObject } from '../../../kernel/json.js';

/** A whole answer as JSON. Throws `provider_invalid_response`. */
export function parseAnswer(bytes: Buffer, provider: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString());
  } catch (error) {
    // Not the parser's own words: they quote the answer, and this goes into the log.
    throw new GatewayError('provider_invalid_response', { provider, reason: 'the body is not JSON' }, { cause: error });
  }
  if (isJsonObject(value)) return value;
  throw new GatewayError('provider_invalid_response', { provider, reason: 'the body is no JSON object' });
}
