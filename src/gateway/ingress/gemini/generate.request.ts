import type { IngressCall } from '../../pipeline/ingress-call.js';
import { type ArrivedRequest, checkMessages, readBody, readCall } from '../wire/read-call.js';
import type { ModelAddress } from './model-address.js';

/** Reads just enough of a request to route it; model and stream stand in its URL. Throws GatewayError naming the field. */
export function readGenerateRequest(request: ArrivedRequest, { model, method }: ModelAddress): IngressCall {
  const body = readBody(request.body);
  checkMessages(body['contents'], 'contents');
  return readCall(request, body, { dialect: 'gemini', model, stream: method === 'streamGenerateContent' });
}

/** `{"contents"}`, or the whole request as `generateContentRequest`. */
export function readCountRequest(request: ArrivedRequest, { model }: ModelAddress): IngressCall {
  return readCall(request, readBody(request.body), { dialect: 'gemini-count-tokens', model, stream: false });
}
