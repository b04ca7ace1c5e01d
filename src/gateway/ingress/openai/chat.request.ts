import type { IngressCall } from '../../pipeline/ingress-call.js';
import { type ArrivedRequest, checkMessages, readBody, readCall, readModel, readStream } from '../wire/read-call.js';

/**
 * Reads just enough of a chat request to route it; the rest is the vendor's to judge (verbatim lane) or the codec's
 * (translated lane). Throws GatewayError naming the field.
 */
export function readChatRequest(request: ArrivedRequest): IngressCall {
  const body = readBody(request.body);
  const model = readModel(body, request.rawBody);
  const stream = readStream(body, false);
  checkMessages(body['messages'], 'messages');
  return readCall(request, body, { dialect: 'openai-chat', model, stream });
}
