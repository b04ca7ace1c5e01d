import type { JsonObject } from '../../../kernel/json.js';
import type { CanonicalRequest } from '../canonical/request.js';
import type { AnswerIdentity } from '../codec.js';
import { instructionsOf } from './instructions.js';
import { encodeTextFormat } from './text-format.js';
import { encodeTool, encodeToolChoice } from './tools.encode.js';

/** How far a response is, and what it has come to. */
export interface ResponseState {
  readonly status: 'in_progress' | 'completed' | 'incomplete' | 'failed';
  readonly output?: readonly JsonObject[];
  readonly usage?: JsonObject;
  readonly incompleteReason?: string;
  readonly error?: JsonObject;
}

const PREFIX = 'resp_';

/** Responses are fetched by their id, so it looks like one. */
export function responseId(answerId: string): string {
  return answerId.startsWith(PREFIX) ? answerId : PREFIX + answerId;
}

/** `msg_…`, `fc_…`: derived from the response's id and the item's place in it, so unique wherever that is. */
export function itemId(kind: string, response: string, outputIndex: number): string {
  return `${kind}_${response.slice(PREFIX.length)}_${outputIndex}`;
}

/** A `response` object, with the request's settings said again as the SDKs' types require. */
export function responseObject(
  { id, created, model }: AnswerIdentity,
  request: CanonicalRequest | undefined,
  state: ResponseState,
): JsonObject {
  return {
    id,
    object: 'response',
    created_at: created,
    status: state.status,
    background: false,
    error: state.error ?? null,
    incomplete_details: state.incompleteReason === undefined ? null : { reason: state.incompleteReason },
    model,
    output: [...(state.output ?? [])],
    usage: state.usage ?? null,
    ...settings(request),
  };
}

/** What the client did not say is `null`: the gateway does not know what the target makes of silence. */
function settings(request: CanonicalRequest | undefined): JsonObject {
  const [first] = request?.messages ?? [];
  const { sampling, reasoning, toolChoice, output } = request ?? {};
  const own = request?.extensions?.['openai-responses'];
  return {
    instructions: (first && instructionsOf(first)) ?? null,
    max_output_tokens: request?.maxOutputTokens ?? null,
    metadata: request?.metadata ?? {},
    parallel_tool_calls: request?.parallelToolCalls ?? true,
    previous_response_id: own?.['previous_response_id'] ?? null,
    prompt_cache_key: request?.cacheKey ?? null,
    reasoning: { effort: reasoning?.effort ?? null, summary: reasoning?.summary ?? null },
    safety_identifier: own?.['safety_identifier'] ?? null,
    service_tier: request?.serviceTier ?? null,
    store: own?.['store'] ?? true,
    temperature: sampling?.temperature ?? null,
    text: { format: encodeTextFormat(output ?? { kind: 'text' }) },
    tool_choice: toolChoice ? encodeToolChoice(toolChoice, request?.tools ?? []) : 'auto',
    tools: request?.tools?.map(encodeTool) ?? [],
    top_logprobs: request?.logprobs?.top ?? 0,
    top_p: sampling?.topP ?? null,
    truncation: own?.['truncation'] ?? 'disabled',
    user: own?.['user'] ?? null,
  };
}
