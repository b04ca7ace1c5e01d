import type { VendorCodec } from '../codec.js';
import { BEDROCK_CONVERSE } from './dispositions.js';
import { encodeRequest } from './request.encode.js';
import { decodeResponse } from './response.decode.js';
import { ConverseStreamDecoder } from './stream.decoder.js';

/** Amazon Bedrock's Converse. No client speaks it: its requests need a model in the URL and a signature. */
export const bedrockConverse: VendorCodec = {
  dialect: 'bedrock-converse',
  framing: 'aws-event-stream',
  dispositions: BEDROCK_CONVERSE,
  encodeRequest,
  decodeResponse,
  createStreamDecoder: (context) => new ConverseStreamDecoder(context),
};
