import type { GatewayError } from '../../kernel/errors.js';
import type { RenderedError } from '../protocols/codec.js';
import type { ClientDialect } from '../protocols/dialect.js';
import { clientCodec } from '../protocols/index.js';

/** Which dialect a path's clients speak; the first match wins. Admin and health answers use OpenAI's envelope too. */
const DIALECT_OF_PATH: readonly (readonly [path: string | RegExp, dialect: ClientDialect])[] = [
  ['/v1beta/', 'gemini'],
  // Google's SDK asks for v1 by default; OpenAI's paths of models have no method behind a colon.
  [/^\/v1\/models\/.+:\w+$/, 'gemini'],
  ['/', 'openai-chat'],
];

/** How to say an error to whoever called this path. */
export function rendererFor(path: string): (error: GatewayError) => RenderedError {
  const dialect = DIALECT_OF_PATH.find(([known]) => isUnder(path, known))?.[1] ?? 'openai-chat';
  const codec = clientCodec(dialect);
  return (error) => codec.renderError(error);
}

function isUnder(path: string, known: string | RegExp): boolean {
  return typeof known === 'string' ? path.startsWith(known) : known.test(path);
}
