import { isJsonObject, type JsonObject, type JsonValue } from '../../../../kernel/json.js';
import type { Capabilities } from '../../canonical/capabilities.js';
import { fitRequest } from '../../canonical/fit-request.js';
import type { FeatureLoss } from '../../canonical/loss.js';
import type { CanonicalRequest, CanonicalTool, OutputFormat } from '../../canonical/request.js';
import { OLLAMA_CHAT } from './dispositions.js';
import { MessageEncoder } from './messages.encode.js';
import { encodeThink } from '../think.js';

/** A body for POST /api/chat. `undefined` fields are not there once it is JSON. */
export function encodeRequest(
  asked: CanonicalRequest,
  target: Capabilities,
): { body: JsonObject; losses: readonly FeatureLoss[] } {
  const { request, losses } = fitRequest(asked, OLLAMA_CHAT, target);
  const messages = new MessageEncoder();
  const think = encodeThink(request.reasoning);
  const { options: ownOptions, ...own } = request.extensions?.['ollama-chat'] ?? {};
  const body: JsonObject = {
    model: request.model,
    messages: request.messages.flatMap((message) => messages.encode(message)),
    tools: request.tools && request.tools.length > 0 ? request.tools.map(encodeTool) : undefined,
    format: request.output && encodeFormat(request.output),
    options: encodeOptions(request, ownOptions),
    think: think.value,
    // Ollama streams unless told otherwise.
    stream: request.stream,
    logprobs: request.logprobs?.enabled,
    top_logprobs: request.logprobs?.enabled ? request.logprobs.top : undefined,
    ...own,
  };
  return { body, losses: [...losses, ...messages.losses, ...think.losses] };
}

function encodeTool({ name, description, parameters }: CanonicalTool): JsonObject {
  // Ollama wants parameters; a function described without them takes none.
  return {
    type: 'function',
    function: { name, description, parameters: parameters ?? { type: 'object', properties: {} } },
  };
}

function encodeFormat(output: OutputFormat): JsonValue | undefined {
  switch (output.kind) {
    case 'text':
      return undefined;
    case 'json':
      return 'json';
    case 'json-schema': {
      const { name, description, schema } = output;
      if (!isJsonObject(schema)) return schema;
      return { ...(name && { title: name }), ...(description && { description }), ...schema };
    }
    default:
      return output satisfies never;
  }
}

function encodeOptions(request: CanonicalRequest, own: JsonValue | undefined): JsonObject | undefined {
  const { sampling } = request;
  const options: JsonObject = {
    temperature: sampling.temperature,
    top_p: sampling.topP,
    top_k: sampling.topK,
    seed: sampling.seed,
    frequency_penalty: sampling.frequencyPenalty,
    presence_penalty: sampling.presencePenalty,
    stop: sampling.stop && [...sampling.stop],
    num_predict: request.maxOutputTokens,
    ...(isJsonObject(own) ? own : {}),
  };
  return Object.values(options).some((value) => value !== undefined) ? options : undefined;
}
