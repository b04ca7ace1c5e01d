import { maxHeaderSize } from 'node:http';
import type { Socket } from 'node:net';
import { rendererFor } from '../gateway/ingress/error-renderers.js';
import { GatewayError } from '../kernel/errors.js';

/**
 * Answers what Node's own parser refuses, before there is a request: nothing is known of it, not even its path, so this is
 * said in the envelope that most clients read. The connection ends with it.
 */
export function answerUnreadable(error: Error & { readonly code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const refusal = refusalOf(error);
  const { status, body } = rendererFor('/')(refusal);
  const text = JSON.stringify(body);
  const head = [
    `HTTP/1.1 ${status} ${refusal.code}`,
    'content-type: application/json; charset=utf-8',
    `content-length: ${Buffer.byteLength(text)}`,
    `x-gateway-error: ${refusal.code}`,
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${text}`, () => socket.destroy());
}

/** https://nodejs.org/api/http.html#event-clienterror */
function refusalOf({ code, message }: Error & { readonly code?: string }): GatewayError {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return new GatewayError('headers_too_large', { limit: maxHeaderSize });
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new GatewayError('request_timeout');
    default:
      return new GatewayError('invalid_http', { reason: message.replace(/^Parse Error: /, '') });
  }
}
