import type { GatewayError } from '../../../kernel/errors.js';
import type { JsonObject } from '../../../kernel/json.js';
import type { AnswerIdentity, InterruptionMode, RenderedError } from '../codec.js';
import { type EventFrames, SseFrames } from './event-frames.js';
import { responseObject } from './response-object.js';

/**
 * `{"error": {message, type, param, code}}`. The event is nested the same way: that is what OpenAI sends (the
 * specification's flat form is not), and both official SDKs throw only on a top-level `error`.
 */
export function renderError(error: GatewayError): RenderedError {
  const body = { error: describe(error) };
  return { status: error.status, body, frame: new SseFrames().event('error', body) };
}

/**
 * The end of a stream that passed by untouched, under the id that the vendor gave it (SDKs refuse another one). What the
 * answer held is known to the client alone.
 */
export function renderInterruption(error: GatewayError, identity: AnswerIdentity, mode: InterruptionMode): string {
  return interruption(new SseFrames(identity.nextSequence), error, mode, (ending) =>
    responseObject(identity, undefined, ending),
  );
}

/**
 * OpenAI itself says an `error` event and then `response.failed`. SDKs throw on the first and take the second for an
 * ordinary last event, so `raise` sends both and `finish` the second alone, with the status `failed` as the reason.
 */
export function interruption(
  frames: EventFrames,
  error: GatewayError,
  mode: InterruptionMode,
  response: (ending: { status: 'failed'; error: JsonObject }) => JsonObject,
): string {
  const described = describe(error);
  const event = mode === 'raise' ? frames.event('error', { error: described }) : '';
  // A response's error must have a code; an error of its own may have none.
  const failure = { ...described, code: described['code'] ?? 'server_error' };
  return event + frames.event('response.failed', { response: response({ status: 'failed', error: failure }) });
}

function describe(error: GatewayError): JsonObject {
  const code = error.vendorCode === undefined ? error.code : error.vendorCode;
  return { type: error.type, code, message: error.message, param: error.param };
}
