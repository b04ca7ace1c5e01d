import type { IngressCall } from '../../pipeline/ingress-call.js';
import { type ArrivedRequest, checkMessages, readBody, readCall, readModel, readStream } from '../wire/read-call.js';

/** A body of POST /api/chat. Without messages it asks for nothing but the model to be loaded. */
export function readChatRequest(request: ArrivedRequest): IngressCall {
  const call = readAnswerRequest(request, 'ollama-chat');
  if (!isAbsent(call.body['messages'])) checkMessages(call.body['messages'], 'messages');
  return call;
}

/** A body of POST /api/generate. */
export function readGenerateRequest(request: ArrivedRequest): IngressCall {
  return readAnswerRequest(request, 'ollama-generate');
}

/** Ollama streams unless told otherwise. */
function readAnswerRequest(request: ArrivedRequest, dialect: 'ollama-chat' | 'ollama-generate'): IngressCall {
  const body = readBody(request.body);
  const model = readModel(body, request.rawBody);
  return readCall(request, body, { dialect, model, stream: readStream(body, true) });
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null;
}
