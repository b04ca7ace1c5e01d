import { GatewayError } from '../../../kernel/errors.js';
import type { JsonObject } from '../../../kernel/json.js';
import type { IngressCall } from '../../pipeline/ingress-call.js';
import type { SideDialect } from '../../protocols/dialect.js';
import { FORM_TYPE, isForm } from '../wire/form-routes.js';
import { type ArrivedRequest, checkModel, readBody, readCall } from '../wire/read-call.js';
import { checkPresent, type RequiredFields } from './side.request.js';

/** Fields that decide where the form goes: two of them would be two answers. */
const SINGLE_FIELDS = ['model', 'stream'] as const;

/** A side call in a multipart form. Throws GatewayError naming the field. */
export function readFormRequest(request: ArrivedRequest, dialect: SideDialect, required: RequiredFields): IngressCall {
  const contentType = request.headers['content-type'];
  if (!isForm(contentType)) {
    throw new GatewayError('unsupported_media_type', { actual: contentType ?? '(none)', expected: FORM_TYPE });
  }
  const body = readBody(request.body);
  for (const param of SINGLE_FIELDS) {
    if (Array.isArray(body[param])) throw new GatewayError('duplicate_field', { param });
  }
  const model = checkModel(body['model']);
  checkPresent(body, required);
  return readCall(request, body, { dialect, model, stream: readFlag(body, 'stream'), contentType });
}

/** Clients spell truth in forms as their languages do. */
function readFlag(body: JsonObject, param: string): boolean {
  const value = body[param] ?? 'false';
  const word = typeof value === 'string' ? value.toLowerCase() : '';
  if (word === 'true' || word === '1') return true;
  if (word === 'false' || word === '0' || word === '') return false;
  throw new GatewayError('invalid_field', { param, reason: 'it must be true or false' });
}
