/** A dialect is a wire format, not a vendor: several vendors speak `openai-chat`. */
export type Dialect = 'openai-chat' | 'openai-responses' | 'anthropic-messages' | 'gemini' | 'ollama-chat';

/** How a dialect frames the events of a stream on the wire. */
export type Framing = 'sse' | 'ndjson';

export const FRAMING = {
  'openai-chat': 'sse',
  'openai-responses': 'sse',
  'anthropic-messages': 'sse',
  gemini: 'sse',
  'ollama-chat': 'ndjson',
} as const satisfies Record<Dialect, Framing>;
