import { isJsonObject, type JsonObject } from '../../../kernel/json.js';
import type { Capabilities } from '../canonical/capabilities.js';
import { fitRequest } from '../canonical/fit-request.js';
import type { FeatureLoss } from '../canonical/loss.js';
import { effortFor } from '../canonical/reasoning-budget.js';
import type { CanonicalRequest } from '../canonical/request.js';
import { OPENAI_RESPONSES, OWN_FIELDS } from './dispositions.js';
import { encodeInput } from './input.encode.js';
import { instructionsOf } from './instructions.js';
import { LOGPROBS_DETAIL } from './request.decode.js';
import { encodeTextFormat } from './text-format.js';
import { encodeTool, encodeToolChoice } from './tools.encode.js';

/** "minimum: 16" (openai.openapi.yaml); less is refused with 400. */
const LEAST_OUTPUT_TOKENS = 16;

/**
 * A body for POST /responses. Instructions of other dialects stay where they were said, as system and developer items;
 * `instructions` is only written where it was read. `undefined` fields are not there once it is JSON.
 */
export function encodeRequest(
  asked: CanonicalRequest,
  target: Capabilities,
): { body: JsonObject; losses: readonly FeatureLoss[] } {
  const fitted = fitRequest(asked, OPENAI_RESPONSES, target);
  const { request } = fitted;
  const losses = [...fitted.losses];
  const own = request.extensions?.['openai-responses'];
  const [first, ...others] = request.messages;
  const instructions = first && instructionsOf(first);
  const { sampling } = request;
  const body: JsonObject = {
    model: request.model,
    instructions,
    input: encodeInput(instructions === undefined ? request.messages : others, losses),
    tools: request.tools?.map(encodeTool),
    tool_choice: request.toolChoice && encodeToolChoice(request.toolChoice, request.tools ?? []),
    parallel_tool_calls: request.parallelToolCalls,
    text: encodeText(request),
    temperature: sampling.temperature,
    top_p: sampling.topP,
    reasoning: encodeReasoning(request),
    max_output_tokens: encodeLimit(request.maxOutputTokens, losses),
    top_logprobs: request.logprobs?.top,
    safety_identifier: request.endUser,
    metadata: request.metadata,
    service_tier: request.serviceTier,
    prompt_cache_key: request.cacheKey,
    stream: request.stream || undefined,
    ...(own ? restored(own, request) : stateless(request, target)),
  };
  return { body, losses };
}

/**
 * A client of another dialect sends its whole conversation every time, so nothing is left behind at the vendor, and the
 * reasoning comes along encrypted instead. Models that do not reason refuse to be asked for it.
 */
function stateless({ logprobs }: CanonicalRequest, target: Capabilities): JsonObject {
  const include = [
    ...(target.reasoning ? ['reasoning.encrypted_content'] : []),
    ...(logprobs?.enabled ? [LOGPROBS_DETAIL] : []),
  ];
  return { store: false, include: include.length > 0 ? include : undefined };
}

/** What only this dialect says, as the client said it. */
function restored(own: JsonObject, { stream }: CanonicalRequest): JsonObject {
  const names = [...OWN_FIELDS.request, 'safety_identifier', 'user', ...(stream ? ['stream_options'] : [])];
  return Object.fromEntries(names.map((name) => [name, own[name]]));
}

function encodeText({ output, extensions }: CanonicalRequest): JsonObject | undefined {
  const own = extensions?.['openai-responses']?.['text'];
  if (!output && !isJsonObject(own)) return undefined;
  return { format: output && encodeTextFormat(output), ...(isJsonObject(own) ? own : {}) };
}

function encodeReasoning({ reasoning, extensions }: CanonicalRequest): JsonObject | undefined {
  const own = extensions?.['openai-responses']?.['reasoning'];
  const effort = effortFor(reasoning);
  const summary = reasoning?.summary;
  if (effort === undefined && summary === undefined && !isJsonObject(own)) return undefined;
  return { effort, summary, ...(isJsonObject(own) ? own : {}) };
}

function encodeLimit(limit: number | undefined, losses: FeatureLoss[]): number | undefined {
  if (limit === undefined || limit >= LEAST_OUTPUT_TOKENS) return limit;
  const reason = `OpenAI Responses takes no less than ${LEAST_OUTPUT_TOKENS}`;
  losses.push({ feature: 'max-output-tokens', disposition: 'adjusted', reason });
  return LEAST_OUTPUT_TOKENS;
}
