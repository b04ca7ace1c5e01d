import { isJsonObject, type JsonObject } from '../../../kernel/json.js';
import type { Capabilities } from '../canonical/capabilities.js';
import { fitRequest } from '../canonical/fit-request.js';
import type { FeatureLoss } from '../canonical/loss.js';
import { effortFor } from '../canonical/reasoning-budget.js';
import type { CanonicalRequest, OutputFormat } from '../canonical/request.js';
import { unreadableAudio } from './audio.js';
import { OPENAI_CHAT, OWN_FIELDS } from './dispositions.js';
import { encodeMessage } from './messages.encode.js';
import { encodeTools } from './tools.encode.js';

/** A body for POST /chat/completions. `undefined` fields are not there once it is JSON. */
export function encodeRequest(
  asked: CanonicalRequest,
  target: Capabilities,
): { body: JsonObject; losses: readonly FeatureLoss[] } {
  const { request, losses } = fitRequest(asked, OPENAI_CHAT, target);
  const own = request.extensions?.['openai-chat'] ?? {};
  const { sampling } = request;
  const body: JsonObject = {
    model: request.model,
    messages: request.messages.flatMap(encodeMessage),
    ...encodeTools(request),
    parallel_tool_calls: request.parallelToolCalls,
    response_format: request.output && encodeOutput(request.output),
    temperature: sampling.temperature,
    top_p: sampling.topP,
    seed: sampling.seed,
    frequency_penalty: sampling.frequencyPenalty,
    presence_penalty: sampling.presencePenalty,
    stop: sampling.stop && [...sampling.stop],
    reasoning_effort: effortFor(request.reasoning),
    ...asSentOr(own, ['max_completion_tokens', 'max_tokens'], request.maxOutputTokens),
    n: request.choices,
    logprobs: request.logprobs?.enabled,
    top_logprobs: request.logprobs?.top,
    ...asSentOr(own, ['safety_identifier', 'user'], request.endUser),
    metadata: request.metadata,
    service_tier: request.serviceTier,
    prompt_cache_key: request.cacheKey,
    stream: request.stream || undefined,
    stream_options: encodeStreamOptions(request),
    ...pick(own, OWN_FIELDS.request),
  };
  return { body, losses: [...losses, ...unreadableAudio(request)] };
}

/** The spellings the client used, or the first (newest) one where the request came from another dialect. */
function asSentOr(
  own: JsonObject,
  names: readonly [string, ...string[]],
  value: string | number | undefined,
): JsonObject {
  const sent = pick(own, names);
  return Object.keys(sent).length > 0 ? sent : { [names[0]]: value };
}

function pick(fields: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(names.filter((name) => fields[name] !== undefined).map((name) => [name, fields[name]]));
}

function encodeStreamOptions(request: CanonicalRequest): JsonObject | undefined {
  const own = request.extensions?.['openai-chat']?.['stream_options'];
  const options: JsonObject = { include_usage: request.includeUsage, ...(isJsonObject(own) ? own : {}) };
  // OpenAI refuses stream_options on calls that do not stream.
  return request.stream && Object.values(options).some((value) => value !== undefined) ? options : undefined;
}

function encodeOutput(output: OutputFormat): JsonObject {
  switch (output.kind) {
    case 'text':
      return { type: 'text' };
    case 'json':
      return { type: 'json_object' };
    case 'json-schema': {
      // The name is a required label; other dialects have none.
      const { name = 'answer', description, strict, schema } = output;
      return { type: 'json_schema', json_schema: { name, description, strict, schema } };
    }
    default:
      return output satisfies never;
  }
}
