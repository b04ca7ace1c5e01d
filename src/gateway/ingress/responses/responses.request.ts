import type { IngressCall } from '../../pipeline/ingress-call.js';
import { type ArrivedRequest, checkMessages, readBody, readCall, readModel, readStream } from '../wire/read-call.js';

/** `responses=experimental` and the like. */
const PROTOCOL_HEADERS = ['openai-beta'];

/**
 * Reads just enough of a request for a response to route it; the rest is the vendor's to judge (verbatim lane) or the
 * codec's (translated lane). Throws GatewayError naming the field.
 */
export function readResponsesRequest(request: ArrivedRequest): IngressCall {
  const body = readBody(request.body);
  const model = readModel(body, request.rawBody);
  const stream = readStream(body, false);
  // A string, a list of items, or nothing where a stored prompt or conversation says it all.
  const { input } = body;
  if (typeof input !== 'string' && input !== undefined && input !== null) checkMessages(input, 'input');
  return readCall(request, body, {
    dialect: 'openai-responses',
    model,
    stream,
    protocolHeaders: PROTOCOL_HEADERS,
  });
}
