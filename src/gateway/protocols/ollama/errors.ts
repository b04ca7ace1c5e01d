import type { GatewayError } from '../../../kernel/errors.js';
import type { AnswerIdentity, InterruptionMode, RenderedError } from '../codec.js';

/** `{"error": "text"}`, as a body and as a line inside a stream. */
export function renderError(error: GatewayError): RenderedError {
  const body = { error: error.message };
  return { status: error.status, body, frame: `${JSON.stringify(body)}\n` };
}

/** Ollama ends a broken stream with an error line whatever the client prefers: the dialect has no other way. */
export function renderInterruption(error: GatewayError, _identity: AnswerIdentity, _mode: InterruptionMode): string {
  return renderError(error).frame;
}
