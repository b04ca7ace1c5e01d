import type { ProtocolCodec } from '../codec.js';
import { OPENAI_CHAT } from './dispositions.js';
import { renderError, renderInterruption } from './errors.js';
import { decodeRequest } from './request.decode.js';
import { encodeRequest } from './request.encode.js';
import { decodeResponse } from './response.decode.js';
import { encodeResponse } from './response.encode.js';
import { ChatStreamDecoder } from './stream.decoder.js';
import { ChatStreamEncoder } from './stream.encoder.js';

/** OpenAI Chat Completions. */
export const openaiChat: ProtocolCodec = {
  dialect: 'openai-chat',
  framing: 'sse',
  dispositions: OPENAI_CHAT,
  decodeRequest,
  encodeRequest,
  decodeResponse,
  encodeResponse,
  createStreamDecoder: (context) => new ChatStreamDecoder(context),
  createStreamEncoder: (context) => new ChatStreamEncoder(context),
  renderError,
  renderInterruption: (error, identity, mode) => renderInterruption(error, identity, mode),
};
