import type { ProtocolCodec } from '../codec.js';
import { GEMINI } from './dispositions.js';
import { renderError, renderInterruption } from './errors.js';
import { decodeRequest } from './request.decode.js';
import { encodeRequest } from './request.encode.js';
import { decodeResponse } from './response.decode.js';
import { encodeResponse } from './response.encode.js';
import { GeminiStreamDecoder } from './stream.decoder.js';
import { GeminiStreamEncoder } from './stream.encoder.js';

/** Google's generateContent, as the Gemini API and Vertex AI speak it. */
export const gemini: ProtocolCodec = {
  dialect: 'gemini',
  framing: 'sse',
  dispositions: GEMINI,
  decodeRequest,
  encodeRequest,
  decodeResponse,
  encodeResponse,
  createStreamDecoder: (context) => new GeminiStreamDecoder(context),
  createStreamEncoder: (context) => new GeminiStreamEncoder(context),
  renderError,
  renderInterruption,
};
