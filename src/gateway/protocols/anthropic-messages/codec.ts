import type { ProtocolCodec } from '../codec.js';
import { ANTHROPIC_MESSAGES } from './dispositions.js';
import { renderError, renderInterruption } from './errors.js';
import { decodeRequest } from './request.decode.js';
import { encodeRequest } from './request.encode.js';
import { decodeResponse } from './response.decode.js';
import { encodeResponse } from './response.encode.js';
import { MessagesStreamDecoder } from './stream.decoder.js';
import { MessagesStreamEncoder } from './stream.encoder.js';
import { frame } from './stream.frames.js';

/** Anthropic's Messages API. */
export const anthropicMessages: ProtocolCodec = {
  dialect: 'anthropic-messages',
  framing: 'sse',
  keepAlive: frame('ping', {}),
  dispositions: ANTHROPIC_MESSAGES,
  decodeRequest,
  encodeRequest,
  decodeResponse,
  encodeResponse,
  createStreamDecoder: (context) => new MessagesStreamDecoder(context),
  createStreamEncoder: (context) => new MessagesStreamEncoder(context),
  renderError,
  renderInterruption,
};
