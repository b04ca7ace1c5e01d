import type { ClientCodec } from '../../codec.js';
import { renderError, renderInterruption } from '../errors.js';
import { encodeResponse } from '../response.encode.js';
import { OllamaStreamEncoder } from '../stream.encoder.js';
import { OLLAMA_GENERATE } from './dispositions.js';
import { encodePiece } from './piece.encode.js';
import { decodeRequest } from './request.decode.js';

/** Ollama's prompt API. Nobody is asked in it but Ollama itself, and there the client's own bytes go. */
export const ollamaGenerate: ClientCodec = {
  dialect: 'ollama-generate',
  framing: 'ndjson',
  dispositions: OLLAMA_GENERATE,
  decodeRequest,
  encodeResponse: (events, context) => encodeResponse(events, context, encodePiece),
  createStreamEncoder: (context) => new OllamaStreamEncoder(context, encodePiece),
  renderError,
  renderInterruption,
};
