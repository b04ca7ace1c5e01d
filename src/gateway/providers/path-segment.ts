import { GatewayError } from '../../kernel/errors.js';

/** Nothing, here, and one up: in every spelling (`%2e%2e` too) servers read them as steps to another path. */
const STEP = /^\.{0,2}$/;

/**
 * A model's name, which the client chooses, as one segment of a vendor's path: its slashes, question marks and hashes are
 * encoded. Throws `model_not_found` for what cannot be (https://url.spec.whatwg.org/#double-dot-path-segment).
 */
export function pathSegment(model: string): string {
  if (!STEP.test(model)) return encodeURIComponent(model);
  throw new GatewayError('model_not_found', { model, param: 'model', reason: 'no model can have this name.' });
}
