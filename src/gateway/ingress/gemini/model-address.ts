import { GatewayError } from '../../../kernel/errors.js';
import { checkModel } from '../wire/read-call.js';

export type ModelMethod = 'generateContent' | 'streamGenerateContent' | 'countTokens';

const METHODS: readonly ModelMethod[] = ['generateContent', 'streamGenerateContent', 'countTokens'];
/** Google's names of models are paths; ours are not. */
const COLLECTIONS = /^(?:(?:publishers\/google\/)?models\/)+/;

export interface ModelAddress {
  readonly model: string;
  readonly method: ModelMethod;
}

/** What follows `/v1beta/`: `models/openai/gpt-4o:generateContent`. Throws `route_not_found` for a method that is not here. */
export function readModelAddress(tail: string): ModelAddress {
  const colon = tail.lastIndexOf(':');
  const method = METHODS.find((known) => known === tail.slice(colon + 1));
  if (colon === -1 || method === undefined) {
    throw new GatewayError('route_not_found', { method: 'POST', path: `/v1beta/${tail}` });
  }
  return { model: checkModel(readModelName(tail.slice(0, colon))), method };
}

export function readModelName(resource: string): string {
  return resource.replace(COLLECTIONS, '');
}
