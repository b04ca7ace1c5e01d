import type { GatewayError } from '../../../kernel/errors.js';
import type { AnswerIdentity, InterruptionMode, RenderedError } from '../codec.js';

/** https://platform.claude.com/docs/en/api/errors: the type follows from the status. */
const TYPES: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  402: 'billing_error',
  403: 'permission_error',
  404: 'not_found_error',
  408: 'timeout_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  503: 'overloaded_error',
  504: 'timeout_error',
  529: 'overloaded_error',
};

/** `{"type": "error", "error": {type, message}}`, which the official SDKs turn into their exception classes by status. */
export function renderError(error: GatewayError): RenderedError {
  const type = TYPES[error.status] ?? (error.status < 500 ? 'invalid_request_error' : 'api_error');
  const body = { type: 'error', error: { type, message: error.message } };
  return { status: error.status, body, frame: `event: error\ndata: ${JSON.stringify(body)}\n\n` };
}

/** A broken stream ends with an error event whatever the client prefers: the dialect has no other way. */
export function renderInterruption(error: GatewayError, _identity: AnswerIdentity, _mode: InterruptionMode): string {
  return renderError(error).frame;
}
