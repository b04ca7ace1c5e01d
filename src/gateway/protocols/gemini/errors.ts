import type { GatewayError } from '../../../kernel/errors.js';
import type { JsonObject, JsonValue } from '../../../kernel/json.js';
import type { ErrorEvent } from '../canonical/event.js';
import type { AnswerIdentity, InterruptionMode, RenderedError } from '../codec.js';

/** What Google separates events with. */
export const SEPARATOR = '\r\n\r\n';

/** The words of google.rpc.Code by HTTP status: https://google.aip.dev/193 */
const STATUS_WORDS: ReadonlyMap<number, string> = new Map([
  [400, 'INVALID_ARGUMENT'],
  [401, 'UNAUTHENTICATED'],
  [403, 'PERMISSION_DENIED'],
  [404, 'NOT_FOUND'],
  [408, 'DEADLINE_EXCEEDED'],
  [409, 'ABORTED'],
  [429, 'RESOURCE_EXHAUSTED'],
  [499, 'CANCELLED'],
  [500, 'INTERNAL'],
  [501, 'UNIMPLEMENTED'],
  [502, 'UNAVAILABLE'],
  [503, 'UNAVAILABLE'],
  [504, 'DEADLINE_EXCEEDED'],
  // Anthropic's "overloaded".
  [529, 'UNAVAILABLE'],
]);

/** `{"error": {code, message, status, details}}`, in a body and in a stream. */
export function renderError(error: GatewayError): RenderedError {
  const code = error.status;
  const status = STATUS_WORDS.get(code) ?? (code < 500 ? 'INVALID_ARGUMENT' : 'INTERNAL');
  const body: JsonObject = { error: { code, message: error.message, status, details: detailsOf(error) } };
  return { status: code, body, frame: `data: ${JSON.stringify(body)}${SEPARATOR}` };
}

/** The standard details of https://cloud.google.com/apis/design/errors#error_details: SDKs read the delay from them. */
function detailsOf({ code, param, message, vendorCode, retryAfterSeconds }: GatewayError): JsonObject[] {
  const info: JsonObject = {
    '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
    reason: code.toUpperCase(),
    domain: 'ai-gateway',
    ...(vendorCode ? { metadata: { vendorCode } } : {}),
  };
  const violation: JsonObject = {
    '@type': 'type.googleapis.com/google.rpc.BadRequest',
    fieldViolations: [{ field: param, description: message }],
  };
  const retry: JsonObject = {
    '@type': 'type.googleapis.com/google.rpc.RetryInfo',
    retryDelay: `${retryAfterSeconds ?? 0}s`,
  };
  return [info, ...(param === null ? [] : [violation]), ...(retryAfterSeconds === undefined ? [] : [retry])];
}

/** This dialect has no finish reason for it that SDKs would not take for an ordinary end, so both modes are the error. */
export function renderInterruption(error: GatewayError, _identity: AnswerIdentity, _mode: InterruptionMode): string {
  return renderError(error).frame;
}

/** `error` of a body or chunk. */
export function errorEvent({ message, code, status }: JsonObject): ErrorEvent {
  return {
    type: 'error',
    cause: 'vendor',
    message: text(message) ?? 'the provider reported an error without a message',
    code: text(status) ?? text(code),
    vendorType: text(status),
  };
}

function text(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}
