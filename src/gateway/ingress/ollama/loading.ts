import type { JsonObject } from '../../../kernel/json.js';
import type { IngressCall } from '../../pipeline/ingress-call.js';

/**
 * Ollama's clients load a model ahead of time by asking it nothing, and unload it by asking for that with no time to stay
 * (https://github.com/ollama/ollama/blob/main/docs/api.md, "Load a model"). Models of other vendors are always there, and
 * those vendors refuse a request without a question, so they are not asked.
 */
export function asksNothing({ body, dialect }: IngressCall): boolean {
  const question = dialect === 'ollama-chat' ? body['messages'] : body['prompt'];
  return question === undefined || question === null || (hasLength(question) && question.length === 0);
}

/** What Ollama says once the model is loaded, or unloaded. */
export function loadedAnswer({ body, dialect, model, receivedAt }: IngressCall): JsonObject {
  return {
    model,
    created_at: new Date(receivedAt).toISOString(),
    ...(dialect === 'ollama-chat' ? { message: { role: 'assistant', content: '' } } : { response: '' }),
    done: true,
    done_reason: isZero(body['keep_alive']) ? 'unload' : 'load',
  };
}

/** Seconds as a number, or a Go duration: `0`, `"0"`, `"0s"`, `"0m"`. */
function isZero(keepAlive: unknown): boolean {
  return keepAlive === 0 || (typeof keepAlive === 'string' && /^0[a-z]*$/.test(keepAlive));
}

function hasLength(value: unknown): value is string | unknown[] {
  return typeof value === 'string' || Array.isArray(value);
}
