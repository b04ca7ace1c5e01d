import { Ollama } from 'ollama';
import type { Gateway } from './gateway.ts';

/** The official package, pointed at the gateway; its key goes where Ollama's own cloud wants it. */
export function ollamaClient(gateway: Gateway, apiKey: string): Ollama {
  return new Ollama({ host: gateway.url, headers: { authorization: `Bearer ${apiKey}` } });
}
