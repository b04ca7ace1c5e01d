import type { GatewayError } from '../../kernel/errors.js';
import type { RenderedError } from '../protocols/codec.js';
import type { ClientDialect } from '../protocols/dialect.js';
import { clientCodec } from '../protocols/index.js';

/** Which dialect a path's clients speak; the first match wins. Admin and health answers use OpenAI's envelope too. */
const DIALECT_OF_PATH: readonly (readonly [prefix: string, dialect: ClientDialect])[] = [
  ['/v1beta/', 'gemini'],
  ['/', 'openai-chat'],
];

/** How to say an error to whoever called this path. */
export function rendererFor(path: string): (error: GatewayError) => RenderedError {
  const dialect = DIALECT_OF_PATH.find(([prefix]) => path.startsWith(prefix))?.[1] ?? 'openai-chat';
  const codec = clientCodec(dialect);
  return (error) => codec.renderError(error);
}
