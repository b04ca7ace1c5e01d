import { GatewayError } from '../../kernel/errors.js';
import { ConnectionsExhausted } from './origin-connections.js';

/** https://undici.nodejs.org/#/docs/api/Errors and Node's system errors, in words that need no manual. */
const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection reset',
  EPIPE: 'connection closed',
  ENOTFOUND: 'host name not found',
  EAI_AGAIN: 'host name lookup failed',
  EHOSTUNREACH: 'host unreachable',
  ENETUNREACH: 'network unreachable',
  ETIMEDOUT: 'connection timed out',
  UND_ERR_CONNECT_TIMEOUT: 'connection timed out',
  UND_ERR_HEADERS_TIMEOUT: 'no answer in time',
  UND_ERR_BODY_TIMEOUT: 'nothing more came in time',
  UND_ERR_SOCKET: 'connection closed',
  UND_ERR_HEADERS_OVERFLOW: 'response headers too large',
  VENDOR_SILENT: 'it does not answer any more',
  ERR_HTTP2_STREAM_ERROR: 'it broke the call off',
  ERR_HTTP2_SESSION_ERROR: 'it broke the connection off',
  ERR_HTTP2_ERROR: 'it does not speak HTTP/2',
  CERT_HAS_EXPIRED: 'its TLS certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its TLS certificate is self-signed',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its TLS certificate cannot be verified',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its TLS certificate is for another name',
};

const TIMEOUTS = new Set(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'FIRST_TOKEN_TIMEOUT']);

/** A route's own patience ended before the connection's. */
export class ConnectTimeout extends Error {
  readonly code = 'ETIMEDOUT';
}
export class FirstTokenTimeout extends Error {
  readonly code = 'FIRST_TOKEN_TIMEOUT';
}

/** What a kept-alive connection fails with that the other side has closed. */
const CLOSED = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']);

export function isConnectionClosed(error: Error): boolean {
  return CLOSED.has(errorCode(error) ?? '');
}

export function isTimeout(error: Error): boolean {
  return TIMEOUTS.has(errorCode(error) ?? '');
}

export function describeFailure(error: Error): string {
  const code = errorCode(error);
  if (code !== null && REASONS[code] !== undefined) return REASONS[code];
  // An end in the middle of a body, where the vendor had said that it would close the connection after it.
  if (error.name === 'HTTPParserError')
    return /EOF/.test(error.message) ? 'connection closed' : 'it does not speak HTTP';
  return code ?? error.message;
}

/** A failure before any answer, as the catalogue has it. */
export function transportError(error: Error, provider: string): GatewayError {
  if (error instanceof ConnectionsExhausted) {
    return new GatewayError('busy', { what: `${provider}: ${error.message}`, retryAfter: 1 }, { retryAfterSeconds: 1 });
  }
  const reason = describeFailure(error);
  return isTimeout(error)
    ? new GatewayError('provider_timeout', { provider }, { cause: error })
    : new GatewayError('provider_unreachable', { provider, reason }, { cause: error });
}

function errorCode(error: Error): string | null {
  const { code, errors } = error as Error & { code?: unknown; errors?: unknown };
  if (typeof code === 'string' && code !== '') return code;
  // Happy eyeballs: one error per address tried; they nearly always agree.
  const first: unknown = Array.isArray(errors) ? errors[0] : error.cause;
  return first instanceof Error ? errorCode(first) : null;
}
