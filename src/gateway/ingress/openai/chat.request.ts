import type { IncomingHttpHeaders } from 'node:http';
import { GatewayError } from '../../../kernel/errors.js';
import { isJsonObject } from '../../../kernel/json.js';
import type { Principal } from '../../../kernel/principal.js';
import type { IngressCall } from '../../pipeline/ingress-call.js';
import { hasDuplicateMember } from '../../../kernel/json-bytes/duplicate-member.js';
import type { InterruptionMode } from '../../protocols/codec.js';

const LONGEST_MODEL_NAME = 256;
const CONTROL_CHARACTERS = /\p{Cc}/u;

interface Arrived {
  readonly requestId: string;
  readonly principal: Principal;
  readonly rawBody: Buffer;
  readonly body: unknown;
  readonly headers: IncomingHttpHeaders;
}

/**
 * Reads just enough of a chat request to route it; the rest is the vendor's to judge (verbatim lane) or the codec's
 * (translated lane). Throws GatewayError naming the field.
 */
export function readChatRequest(arrived: Arrived): IngressCall {
  const { body, rawBody, headers } = arrived;
  if (!isJsonObject(body)) throw new GatewayError('invalid_body', { actual: nameOf(body) });
  const model = readModel(body['model']);
  const stream = body['stream'] ?? false;
  if (typeof stream !== 'boolean') throw invalid('stream', `it must be true or false, not ${nameOf(stream)}`);
  readMessages(body['messages']);
  // Parsers disagree on which of two equal keys counts; what we check must be what the vendor reads.
  if (hasDuplicateMember(rawBody, 'model')) throw new GatewayError('duplicate_field', { param: 'model' });
  return {
    requestId: arrived.requestId,
    dialect: 'openai-chat',
    principal: arrived.principal,
    rawBody,
    body,
    model,
    stream,
    strict: headers['x-gateway-strict'] === 'true',
    interruption: readInterruption(headers['x-gateway-stream-error']),
    receivedAt: Date.now(),
    startedAt: performance.now(),
  };
}

function readModel(model: unknown): string {
  if (model === undefined || model === null || model === '') {
    throw new GatewayError('missing_field', { param: 'model', hint: 'Name a model; GET /v1/models lists some.' });
  }
  if (typeof model !== 'string') throw invalid('model', `it must be a string, not ${nameOf(model)}`);
  if (model.length > LONGEST_MODEL_NAME) throw invalid('model', `it is longer than ${LONGEST_MODEL_NAME} characters`);
  if (CONTROL_CHARACTERS.test(model)) throw invalid('model', 'it contains control characters');
  return model;
}

function readMessages(messages: unknown): void {
  if (messages === undefined || messages === null) {
    throw new GatewayError('missing_field', { param: 'messages', hint: 'Send at least one message.' });
  }
  if (!Array.isArray(messages)) throw invalid('messages', `it must be an array, not ${nameOf(messages)}`);
  const wrong = messages.findIndex((message) => !isJsonObject(message));
  if (wrong !== -1) throw invalid(`messages[${wrong}]`, `it must be an object, not ${nameOf(messages[wrong])}`);
}

function readInterruption(value: string | string[] | undefined): InterruptionMode {
  if (value === undefined || value === 'finish') return 'finish';
  if (value === 'raise') return 'raise';
  throw invalid('x-gateway-stream-error', 'it must be "finish" or "raise"');
}

function invalid(param: string, reason: string): GatewayError {
  return new GatewayError('invalid_field', { param, reason });
}

function nameOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'an array' : value === undefined ? 'nothing' : `a ${typeof value}`;
}
