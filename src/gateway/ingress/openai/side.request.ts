import { GatewayError } from '../../../kernel/errors.js';
import type { JsonObject } from '../../../kernel/json.js';
import type { IngressCall } from '../../pipeline/ingress-call.js';
import type { SideDialect } from '../../protocols/dialect.js';
import { type ArrivedRequest, readBody, readCall, readModel, readStream } from '../wire/read-call.js';

/** What a side door requires beside the model, and what to say where it is missing. */
export type RequiredFields = Readonly<Record<string, string>>;

/**
 * Reads just enough of a side call to route it and to tell an empty one at once; the rest is the vendor's to judge.
 * Throws GatewayError naming the field.
 */
export function readSideRequest(request: ArrivedRequest, dialect: SideDialect, required: RequiredFields): IngressCall {
  const body = readBody(request.body);
  const model = readModel(body, request.rawBody);
  checkPresent(body, required);
  return readCall(request, body, { dialect, model, stream: readStream(body, false) });
}

export function checkPresent(body: JsonObject, required: RequiredFields): void {
  for (const [param, hint] of Object.entries(required)) {
    const value = Object.hasOwn(body, param) ? body[param] : undefined;
    if (value === undefined || value === null) throw new GatewayError('missing_field', { param, hint });
  }
}
