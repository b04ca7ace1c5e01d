import { HttpException } from '@nestjs/common';
import { type ErrorCode, type ErrorDetails, GatewayError, toGatewayError } from '../kernel/errors.js';

interface RequestFacts {
  readonly method: string;
  readonly path: string;
  readonly requestId: string;
  readonly contentType: string | undefined;
  /** The limit that applied to its body, and the setting that raises it. */
  readonly bodyLimit: { readonly bytes: number; readonly setting: string };
  /** What its route takes. */
  readonly expectedType: string;
}

/** https://fastify.dev/docs/latest/Reference/Errors: what can go wrong before a handler runs. */
const FASTIFY_ERRORS: Readonly<Record<string, ErrorCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'body_too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_media_type',
  FST_ERR_CTP_EMPTY_TYPE: 'unsupported_media_type',
  FST_ERR_CTP_INVALID_TYPE: 'unsupported_media_type',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'body_incomplete',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'invalid_json',
  FST_ERR_BAD_URL: 'route_not_found',
};

const HTTP_STATUSES: Readonly<Record<number, ErrorCode>> = {
  404: 'route_not_found',
  413: 'body_too_large',
  415: 'unsupported_media_type',
};

/** Whatever was thrown, as the catalogue has it. What it does not know is an opaque `internal_error`. */
export function catalogued(error: unknown, request: RequestFacts): GatewayError {
  if (error instanceof GatewayError) return error;
  const code = codeOf(error);
  return code === undefined
    ? toGatewayError(error, request.requestId)
    : new GatewayError(code, detailsFor(code, request), { cause: error });
}

function codeOf(error: unknown): ErrorCode | undefined {
  if (error instanceof HttpException) return HTTP_STATUSES[error.getStatus()];
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? FASTIFY_ERRORS[code] : undefined;
}

function detailsFor(code: ErrorCode, request: RequestFacts): ErrorDetails {
  if (code === 'body_too_large') return { limit: request.bodyLimit.bytes, setting: request.bodyLimit.setting };
  if (code === 'unsupported_media_type') {
    return { actual: request.contentType ?? '(none)', expected: request.expectedType };
  }
  if (code === 'invalid_json') return { reason: 'it is empty' };
  return { method: request.method, path: request.path };
}
