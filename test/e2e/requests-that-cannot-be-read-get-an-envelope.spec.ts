import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Gateway } from '../setup/gateway.ts';
import { expect, test } from './fixtures.ts';

/** Bytes as no HTTP client would send them; everything that comes back. */
async function send(gateway: Gateway, bytes: string): Promise<string> {
  const { hostname, port } = new URL(gateway.url);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  socket.write(bytes);
  return text(socket);
}

const BROWSER = 'GET /v1/models HTTP/1.1\r\nhost: gateway\r\n';

test.for([
  ['headers beyond all bounds', `${BROWSER}x-long: ${'a'.repeat(64 * 1024)}\r\n\r\n`, 431, 'headers_too_large'],
  ['a header without a name', `${BROWSER}: value\r\n\r\n`, 400, 'invalid_http'],
  [
    'two lengths of one body',
    `POST / HTTP/1.1\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab`,
    400,
    'invalid_http',
  ],
  ['no HTTP at all', 'hello\r\n\r\n', 400, 'invalid_http'],
] as const)('%s', async ([, bytes, status, code], { gateway }) => {
  const [head = '', body = ''] = (await send(gateway, bytes)).split('\r\n\r\n');
  expect(head).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  expect(head).toContain(`x-gateway-error: ${code}`);
  expect(JSON.parse(body)).toMatchObject({ error: { code, type: 'invalid_request_error' } });
});
