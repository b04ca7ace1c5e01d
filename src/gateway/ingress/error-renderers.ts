import type { GatewayError } from '../../kernel/errors.js';
import type { RenderedError } from '../protocols/codec.js';
import type { ClientDialect } from '../protocols/dialect.js';
import { clientCodec } from '../protocols/index.js';

/** Which dialect a path's clients speak. All others (admin and health among them) are answered in OpenAI's envelope. */
const DIALECT_OF_PATH: readonly (readonly [paths: RegExp, dialect: ClientDialect])[] = [
  // One by one, those that are not served too: the control plane is under /api/ as well.
  [/^\/api\/generate\b/, 'ollama-generate'],
  [/^\/api\/(chat|embed|embeddings|ps|show|tags|version|pull|push|create|copy|delete|blobs)\b/, 'ollama-chat'],
  [/^\/v1\/messages\b/, 'anthropic-messages'],
  [/^\/v1\/responses\b/, 'openai-responses'],
  [/^\/v1beta\b/, 'gemini'],
];

/** How to say an error to whoever called this path. */
export function rendererFor(path: string): (error: GatewayError) => RenderedError {
  const dialect = DIALECT_OF_PATH.find(([paths]) => paths.test(path))?.[1] ?? 'openai-chat';
  const codec = clientCodec(dialect);
  return (error) => codec.renderError(error);
}
