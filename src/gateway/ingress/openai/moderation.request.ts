import type { IngressCall } from '../../pipeline/ingress-call.js';
import { type ArrivedRequest, readBody, readCall, readModel } from '../wire/read-call.js';
import { checkPresent } from './side.request.js';

/** What the vendor takes where no model is named: https://platform.openai.com/docs/api-reference/moderations/create */
const DOCUMENTED_DEFAULT = 'omni-moderation-latest';

/** A moderation call, whose model need not be named. Throws GatewayError naming the field. */
export function readModerationRequest(request: ArrivedRequest): IngressCall {
  const body = readBody(request.body);
  const isModelNamed = body['model'] !== undefined && body['model'] !== null;
  const model = isModelNamed ? readModel(body, request.rawBody) : DOCUMENTED_DEFAULT;
  checkPresent(body, { input: 'Send the text to judge, or a list of texts and images.' });
  return readCall(request, body, { dialect: 'openai-moderations', model, stream: false });
}
