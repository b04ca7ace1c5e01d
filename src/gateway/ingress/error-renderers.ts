import type { GatewayError } from '../../kernel/errors.js';
import type { RenderedError } from '../protocols/codec.js';
import type { ClientDialect } from '../protocols/dialect.js';
import { clientCodec } from '../protocols/index.js';

/** Which dialect a path's clients speak; the first match wins. Admin and health answers use OpenAI's envelope too. */
const DIALECT_OF_PATH: readonly (readonly [prefix: string, dialect: ClientDialect])[] = [
  ['/api/embed', 'ollama-chat'],
  // One by one: the control plane is under /api/ too.
  ['/api/chat', 'ollama-chat'],
  ['/api/generate', 'ollama-generate'],
  ['/api/ps', 'ollama-chat'],
  ['/api/show', 'ollama-chat'],
  ['/api/tags', 'ollama-chat'],
  ['/api/version', 'ollama-chat'],
  ['/v1/messages', 'anthropic-messages'],
  ['/v1/responses', 'openai-responses'],
  ['/v1beta/', 'gemini'],
  ['/', 'openai-chat'],
];

/** How to say an error to whoever called this path. */
export function rendererFor(path: string): (error: GatewayError) => RenderedError {
  const dialect = DIALECT_OF_PATH.find(([prefix]) => path.startsWith(prefix))?.[1] ?? 'openai-chat';
  const codec = clientCodec(dialect);
  return (error) => codec.renderError(error);
}
