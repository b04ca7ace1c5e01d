import type { GatewayError } from '../../../kernel/errors.js';
import type { JsonObject } from '../../../kernel/json.js';
import type { AnswerIdentity, InterruptionMode, RenderedError } from '../codec.js';

export const DONE = 'data: [DONE]\n\n';

/** `{"error": {message, type, param, code}}`, which the official SDKs turn into their exception classes by status. */
export function renderError(error: GatewayError): RenderedError {
  const body = { error: { ...describe(error), param: error.param } };
  return { status: error.status, body, frame: `data: ${JSON.stringify(body)}\n\n` };
}

/**
 * The end of a stream whose upstream died. As `finish` it is an ordinary last chunk: SDKs throw on a truthy top-level
 * `error`, so the details stand in a field of our own.
 * @param choices the answers that have not finished yet
 */
export function renderInterruption(
  error: GatewayError,
  identity: AnswerIdentity,
  mode: InterruptionMode,
  choices: readonly number[] = [0],
): string {
  if (mode === 'raise') return renderError(error).frame;
  const chunk = {
    id: identity.id,
    object: 'chat.completion.chunk',
    created: identity.created,
    model: identity.model,
    choices: choices.map((index) => ({ index, delta: {}, logprobs: null, finish_reason: 'error' })),
    x_gateway: { error: describe(error) },
  };
  return `data: ${JSON.stringify(chunk)}\n\n${DONE}`;
}

function describe(error: GatewayError): JsonObject {
  const code = error.vendorCode === undefined ? error.code : error.vendorCode;
  return { message: error.message, type: error.type, code };
}
