import type { ProtocolCodec } from '../../codec.js';
import { OLLAMA_CHAT } from './dispositions.js';
import { renderError, renderInterruption } from '../errors.js';
import { encodeResponse } from '../response.encode.js';
import { OllamaStreamEncoder } from '../stream.encoder.js';
import { encodeMessage } from './piece.encode.js';
import { decodeRequest } from './request.decode.js';
import { encodeRequest } from './request.encode.js';
import { decodeResponse } from './response.decode.js';
import { OllamaStreamDecoder } from './stream.decoder.js';

/** Ollama's native chat API. */
export const ollamaChat: ProtocolCodec = {
  dialect: 'ollama-chat',
  framing: 'ndjson',
  dispositions: OLLAMA_CHAT,
  decodeRequest,
  encodeRequest,
  decodeResponse,
  encodeResponse: (events, context) => encodeResponse(events, context, encodeMessage),
  createStreamDecoder: (context) => new OllamaStreamDecoder(context),
  createStreamEncoder: (context) => new OllamaStreamEncoder(context, encodeMessage),
  renderError,
  renderInterruption,
};
