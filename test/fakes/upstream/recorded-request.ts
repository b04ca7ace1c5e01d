import type { IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';

/** A request exactly as it arrived. */
export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
  readonly text: string;
  /** The parsed body; its type is what the test expects it to be. */
  json<T = Record<string, unknown>>(): T;
}

export async function recordRequest(message: IncomingMessage): Promise<RecordedRequest> {
  const body = await buffer(message);
  return {
    method: message.method ?? '',
    path: message.url ?? '',
    headers: message.headers,
    body,
    text: body.toString('utf8'),
    json: <T>() => JSON.parse(body.toString('utf8')) as T,
  };
}
