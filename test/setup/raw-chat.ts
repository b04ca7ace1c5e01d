import type { Gateway } from './gateway.ts';

/** `POST /v1/chat/completions` without an SDK in between: exactly these bytes go out, the answer is not interpreted. */
export function rawChat(
  gateway: Gateway,
  apiKey: string,
  body: string | object,
  { headers, signal }: { headers?: Readonly<Record<string, string>>; signal?: AbortSignal } = {},
): Promise<Response> {
  return fetch(`${gateway.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
    signal,
  });
}
