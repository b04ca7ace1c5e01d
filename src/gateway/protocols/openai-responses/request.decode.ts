import { GatewayError } from '../../../kernel/errors.js';
import type { JsonObject } from '../../../kernel/json.js';
import { FieldReader } from '../canonical/field-reader.js';
import { assertNesting } from '../canonical/nesting.js';
import type { CanonicalRequest, Reasoning, ReasoningEffort } from '../canonical/request.js';
import type { DecodedRequest } from '../codec.js';
import { OWN_FIELDS } from './dispositions.js';
import { decodeInput } from './input.decode.js';
import { decodeInstructions } from './instructions.js';
import { decodeTextFormat } from './text-format.js';
import { decodeToolChoice, decodeTools } from './tools.decode.js';

const EFFORTS: readonly ReasoningEffort[] = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'];
/** What may stand instead of an input. */
const STORED_INPUT = ['prompt', 'conversation', 'previous_response_id'];
export const LOGPROBS_DETAIL = 'message.output_text.logprobs';

/** A body of POST /v1/responses. */
export function decodeRequest(raw: JsonObject): DecodedRequest {
  assertNesting(raw);
  const body = new FieldReader(raw);
  const model = body.requiredString('model', 'Name a model; GET /v1/models lists them.');
  const instructions = decodeInstructions(body);
  const text = body.child('text');
  const reasoning = body.child('reasoning');
  const output = decodeTextFormat(text);
  const thinking = decodeReasoning(reasoning);
  const endUser = { safety_identifier: body.string('safety_identifier'), user: body.string('user') };
  const own: JsonObject = {
    ...body.own(OWN_FIELDS.request),
    ...endUser,
    ...nested('text', text?.own(OWN_FIELDS.text)),
    ...nested('reasoning', reasoning?.own(OWN_FIELDS.reasoning)),
    ...nested('stream_options', body.child('stream_options')?.own(OWN_FIELDS.streamOptions)),
  };

  const input = decodeInput(body);
  if ((raw['input'] ?? null) === null && !STORED_INPUT.some((field) => field in own)) {
    throw new GatewayError('missing_field', { param: 'input', hint: 'Send text or a list of items.' });
  }
  const request: CanonicalRequest = {
    model,
    stream: body.boolean('stream') ?? false,
    messages: [...instructions, ...input],
    tools: decodeTools(body),
    toolChoice: decodeToolChoice(body),
    parallelToolCalls: body.boolean('parallel_tool_calls'),
    output,
    sampling: { temperature: body.number('temperature'), topP: body.number('top_p') },
    reasoning: thinking,
    maxOutputTokens: body.integer('max_output_tokens'),
    logprobs: decodeLogprobs(own['include'], body.integer('top_logprobs')),
    endUser: endUser.safety_identifier ?? endUser.user,
    metadata: body.object('metadata'),
    serviceTier: body.string('service_tier'),
    cacheKey: body.string('prompt_cache_key'),
    // There even if empty: it tells the encoder that the request is of this dialect.
    extensions: { 'openai-responses': own },
  };
  return { request, residue: body.residue(), own: body.ownFields() };
}

function decodeReasoning(reasoning: FieldReader | undefined): Reasoning | undefined {
  const effort = reasoning?.oneOf('effort', EFFORTS);
  const summary = reasoning?.string('summary');
  return effort === undefined && summary === undefined ? undefined : { effort, summary };
}

function decodeLogprobs(include: JsonObject[string], top: number | undefined): CanonicalRequest['logprobs'] {
  const enabled = Boolean(top) || (Array.isArray(include) && include.includes(LOGPROBS_DETAIL));
  return enabled || top !== undefined ? { enabled, top } : undefined;
}

function nested(key: string, fields: JsonObject | undefined): JsonObject {
  return fields && Object.keys(fields).length > 0 ? { [key]: fields } : {};
}
