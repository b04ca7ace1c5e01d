import type { GatewayError } from '../../kernel/errors.js';
import type { RenderedError } from '../protocols/codec.js';
import type { Dialect } from '../protocols/dialect.js';
import { codecFor } from '../protocols/index.js';

/** Which dialect a path's clients speak; the first match wins. Admin and health answers use OpenAI's envelope too. */
const DIALECT_OF_PATH: readonly (readonly [prefix: string, dialect: Dialect])[] = [['/', 'openai-chat']];

/** How to say an error to whoever called this path. */
export function rendererFor(path: string): (error: GatewayError) => RenderedError {
  const dialect = DIALECT_OF_PATH.find(([prefix]) => path.startsWith(prefix))?.[1] ?? 'openai-chat';
  const codec = codecFor(dialect);
  return (error) => codec.renderError(error);
}
