import { isJsonObject, type JsonObject } from '../../../kernel/json.js';
import type { Capabilities } from '../../protocols/codec.js';
import { classifyHttpFailure } from '../failure-verdict.js';
import { readOpenAiError } from '../openai-shape.js';
import type { InProcessAnswer, ProviderAdapter } from '../provider.js';
import { echoModels } from './echo.models.js';
import { answerStream, answerWhole } from './echo.answer.js';

const FORMATS: ReturnType<ProviderAdapter['formats']> = ['openai-chat'];

const CAPABILITIES: Capabilities = {
  tools: true,
  toolChoice: true,
  parallelToolCalls: true,
  vision: true,
  imageUrls: true,
  documents: true,
  audioInput: true,
  structuredOutput: false,
  reasoning: true,
  logprobs: false,
  multipleChoices: false,
};

/**
 * A TEST provider, built in: says back what it was told, word by word, always the same. It exists so that the first
 * request works with nothing installed. Off in production unless ECHO_PROVIDER=true.
 */
export const echoAdapter: ProviderAdapter = {
  kind: 'echo',
  formats: () => FORMATS,
  capabilities: () => CAPABILITIES,
  prepare: (call) => ({
    origin: call.instance.baseUrl,
    path: '/chat/completions',
    method: 'POST',
    headers: ['content-type', 'application/json'],
    body: call.body,
  }),
  authorize: (request) => request,
  classify: classifyHttpFailure,
  passedOnHeaders: [],
  readError: readOpenAiError,
  models: {
    request: ({ baseUrl }) => ({ origin: baseUrl, path: '/models', method: 'GET', headers: [], body: null }),
    read: () => echoModels(),
  },
  answerInProcess(request): InProcessAnswer {
    if (request.body === null) return json(200, { object: 'list', data: [] });
    const body = parse(request.body);
    if (!Array.isArray(body['messages'])) {
      return json(400, {
        error: { message: 'messages must be an array', type: 'invalid_request_error', param: 'messages', code: null },
      });
    }
    return body['stream'] === true
      ? { status: 200, contentType: 'text/event-stream; charset=utf-8', chunks: answerStream(body) }
      : json(200, answerWhole(body));
  },
};

function parse(body: Buffer): JsonObject {
  const value: unknown = JSON.parse(body.toString());
  return isJsonObject(value) ? value : {};
}

function json(status: number, body: JsonObject): InProcessAnswer {
  return { status, contentType: 'application/json', chunks: [JSON.stringify(body)] };
}
