import type { OutgoingHttpHeaders } from 'node:http';
import type { AwsEvent } from './aws-event-stream.ts';
import type { UpstreamExchange } from './upstream-exchange.ts';

/** How the vendor answers a request. A scenario that returns without answering leaves the gateway waiting. */
export type Scenario = (exchange: UpstreamExchange) => void | Promise<void>;

export const json =
  (body: unknown, status = 200, headers: OutgoingHttpHeaders = {}): Scenario =>
  (exchange) =>
    exchange.json(body, status, headers);

export const sse =
  (events: readonly unknown[]): Scenario =>
  (exchange) =>
    exchange.streamSse(events);

export const namedSse =
  (events: readonly { readonly type: string }[]): Scenario =>
  (exchange) =>
    exchange.streamNamedSse(events);

export const ndjson =
  (lines: readonly unknown[]): Scenario =>
  (exchange) =>
    exchange.streamNdjson(lines);

export const awsEvents =
  (events: readonly AwsEvent[]): Scenario =>
  (exchange) =>
    exchange.streamAws(events);

/** An error as AWS words it: the name in a header. */
export const awsError = (status: number, name: string, message: string): Scenario =>
  json({ message }, status, { 'x-amzn-errortype': `${name}:http://internal.amazon.com/coral/com.amazon.bedrock/` });

/** An error as OpenAI words it. */
export const openaiError = (
  status: number,
  error: { message: string; type?: string; param?: string | null; code?: string | null },
  headers: OutgoingHttpHeaders = {},
): Scenario => json({ error: { type: 'invalid_request_error', param: null, code: null, ...error } }, status, headers);

/** An error as Anthropic words it. */
export const anthropicError = (
  status: number,
  error: { type: string; message: string },
  headers: OutgoingHttpHeaders = {},
): Scenario => json({ type: 'error', error, request_id: 'req_vendor' }, status, headers);

/** What a load balancer in front of a vendor says when the vendor is down. */
export const htmlUnavailable: Scenario = (exchange) =>
  exchange.respond(503, '<html><body><h1>503 Service Temporarily Unavailable</h1></body></html>', {
    'content-type': 'text/html',
  });

/** The request is read, and nothing ever comes back. */
export const silent: Scenario = () => undefined;

/** Status and headers arrive, the body never begins. */
export const silentAfterHeaders: Scenario = (exchange) => void exchange.startStream('sse');

/** The connection breaks before a byte of the answer. */
export const cutBeforeAnswer: Scenario = (exchange) => exchange.cut();

/** These bytes of a stream, then a broken connection. */
export const cutAfter =
  (bytes: string): Scenario =>
  async (exchange) => {
    await exchange.startStream('sse').send(bytes);
    exchange.cut();
  };
