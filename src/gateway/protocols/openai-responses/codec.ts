import type { ProtocolCodec } from '../codec.js';
import { OPENAI_RESPONSES } from './dispositions.js';
import { renderError, renderInterruption } from './errors.js';
import { decodeRequest } from './request.decode.js';
import { encodeRequest } from './request.encode.js';
import { decodeResponse } from './response.decode.js';
import { encodeResponse } from './response.encode.js';
import { ResponsesStreamDecoder } from './stream.decoder.js';
import { ResponsesStreamEncoder } from './stream.encoder.js';

/** OpenAI Responses. */
export const openaiResponses: ProtocolCodec = {
  dialect: 'openai-responses',
  framing: 'sse',
  dispositions: OPENAI_RESPONSES,
  decodeRequest,
  encodeRequest,
  decodeResponse,
  encodeResponse,
  createStreamDecoder: (context) => new ResponsesStreamDecoder(context),
  createStreamEncoder: (context) => new ResponsesStreamEncoder(context),
  renderError,
  renderInterruption,
};
