import type { ProtocolCodec } from '../codec.js';
import { OLLAMA_CHAT } from './dispositions.js';
import { renderError, renderInterruption } from './errors.js';
import { decodeRequest } from './request.decode.js';
import { encodeRequest } from './request.encode.js';
import { decodeResponse } from './response.decode.js';
import { encodeResponse } from './response.encode.js';
import { OllamaStreamDecoder } from './stream.decoder.js';
import { OllamaStreamEncoder } from './stream.encoder.js';

/** Ollama's native chat API. */
export const ollamaChat: ProtocolCodec = {
  dialect: 'ollama-chat',
  framing: 'ndjson',
  dispositions: OLLAMA_CHAT,
  decodeRequest,
  encodeRequest,
  decodeResponse,
  encodeResponse,
  createStreamDecoder: (context) => new OllamaStreamDecoder(context),
  createStreamEncoder: (context) => new OllamaStreamEncoder(context),
  renderError,
  renderInterruption,
};
