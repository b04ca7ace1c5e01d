import type { IngressCall } from '../../pipeline/ingress-call.js';
import { type ArrivedRequest, checkMessages, readBody, readCall, readModel, readStream } from '../wire/read-call.js';

/** What the protocol says in headers; Anthropic's own targets get it as it came. */
const PROTOCOL_HEADERS = ['anthropic-version', 'anthropic-beta'];

/** Reads just enough of a messages request to route it. Throws GatewayError naming the field. */
export function readMessagesRequest(request: ArrivedRequest): IngressCall {
  const body = readBody(request.body);
  const model = readModel(body, request.rawBody);
  const stream = readStream(body, false);
  checkMessages(body['messages'], 'messages');
  return readCall(request, body, { dialect: 'anthropic-messages', model, stream, protocolHeaders: PROTOCOL_HEADERS });
}

/** The same question without an answer: how many tokens would it be? */
export function readCountRequest(request: ArrivedRequest): IngressCall {
  const body = readBody(request.body);
  const model = readModel(body, request.rawBody);
  checkMessages(body['messages'], 'messages');
  const dialect = 'anthropic-count-tokens';
  return readCall(request, body, { dialect, model, stream: false, protocolHeaders: PROTOCOL_HEADERS });
}
