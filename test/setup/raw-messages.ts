import type { Gateway } from './gateway.ts';

/** `POST /v1/messages` without an SDK in between: exactly these bytes go out, the answer is not interpreted. */
export function rawMessages(
  gateway: Gateway,
  apiKey: string,
  body: string | object,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  return fetch(`${gateway.url}/v1/messages`, {
    method: 'POST',
    headers: { 'x-api-key': apiKey, 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}
