import { GatewayError } from '../../../../kernel/errors.js';
import { editForm } from '../../../../kernel/form-bytes/edit-form.js';
import { boundaryOf } from '../../../../kernel/form-bytes/form-parts.js';
import { type BodyEdit, editBody } from '../../../../kernel/json-bytes/edit-body.js';
import type { UpstreamAsk } from '../../attempt.js';

/** The client's bytes with these edits: the same ones, whether the body is JSON or a form. Throws `invalid_form`. */
export function editedBody({ rawBody, contentType }: UpstreamAsk, edits: readonly BodyEdit[]): Buffer {
  if (edits.length === 0) return rawBody;
  const boundary = boundaryOf(contentType);
  if (boundary === null) return editBody(rawBody, edits);
  try {
    return editForm(rawBody, boundary, edits);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new GatewayError('invalid_form', { reason: error.message }, { cause: error });
  }
}
