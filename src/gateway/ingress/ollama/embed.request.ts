import { GatewayError } from '../../../kernel/errors.js';
import type { IngressCall } from '../../pipeline/ingress-call.js';
import { type ArrivedRequest, readBody, readCall, readModel } from '../wire/read-call.js';

/** Reads just enough of an embeddings call to route it. Throws GatewayError naming the field. */
export function readEmbedRequest(request: ArrivedRequest): IngressCall {
  const body = readBody(request.body);
  const model = readModel(body, request.rawBody);
  if (body['input'] === undefined || body['input'] === null) {
    throw new GatewayError('missing_field', { param: 'input', hint: 'Send the text to embed, or a list of texts.' });
  }
  return readCall(request, body, { dialect: 'ollama-embed', model, stream: false });
}
