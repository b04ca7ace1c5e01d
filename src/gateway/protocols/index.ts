import type { ProtocolCodec } from './codec.js';
import type { Dialect } from './dialect.js';
import { ollamaChat } from './ollama-chat/codec.js';
import { openaiChat } from './openai-chat/codec.js';

/** Every wire format the gateway can read and write. */
export const CODECS = {
  'openai-chat': openaiChat,
  'ollama-chat': ollamaChat,
} as const satisfies Partial<Record<Dialect, ProtocolCodec>>;
