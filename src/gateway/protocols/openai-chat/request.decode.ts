import { GatewayError } from '../../../kernel/errors.js';
import type { JsonObject } from '../../../kernel/json.js';
import { extensionsOf } from '../canonical/extensions.js';
import { FieldReader } from '../canonical/field-reader.js';
import { assertNesting } from '../canonical/nesting.js';
import type { CanonicalRequest, OutputFormat, ReasoningEffort } from '../canonical/request.js';
import type { DecodedRequest } from '../codec.js';
import { OWN_FIELDS } from './dispositions.js';
import { decodeMessages } from './messages.decode.js';
import { decodeToolChoice, decodeTools } from './tools.decode.js';

const EFFORTS: readonly ReasoningEffort[] = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'];

/** A body of POST /v1/chat/completions. */
export function decodeRequest(raw: JsonObject): DecodedRequest {
  assertNesting(raw);
  const body = new FieldReader(raw);
  const model = body.requiredString('model', 'Name a model; GET /v1/models lists them.');
  const messages = body.requiredChildren('messages', 'Send the conversation as a list of messages.');
  if (messages.length === 0) throw body.invalid('messages', 'must hold at least one message');

  const streamOptions = body.child('stream_options');
  const streamOwn = streamOptions?.own(OWN_FIELDS.streamOptions);
  const spellings = decodeSpellings(body);
  const logprobs = body.boolean('logprobs');
  const topLogprobs = body.integer('top_logprobs');
  const effort = body.oneOf('reasoning_effort', EFFORTS);
  const tools = decodeTools(body);

  const request: CanonicalRequest = {
    model,
    stream: body.boolean('stream') ?? false,
    includeUsage: streamOptions?.boolean('include_usage'),
    messages: decodeMessages(messages),
    ...tools.fields,
    toolChoice: decodeToolChoice(body),
    parallelToolCalls: body.boolean('parallel_tool_calls'),
    output: decodeOutput(body),
    sampling: {
      temperature: body.number('temperature'),
      topP: body.number('top_p'),
      topK: body.integer('top_k'),
      seed: body.integer('seed'),
      frequencyPenalty: body.number('frequency_penalty'),
      presencePenalty: body.number('presence_penalty'),
      stop: body.strings('stop'),
    },
    reasoning: effort === undefined ? undefined : { effort },
    maxOutputTokens: spellings.maxOutputTokens,
    choices: decodeChoices(body),
    logprobs: logprobs === undefined ? undefined : { enabled: logprobs, top: topLogprobs },
    endUser: spellings.endUser,
    metadata: body.object('metadata'),
    serviceTier: body.string('service_tier'),
    cacheKey: body.string('prompt_cache_key'),
    extensions: extensionsOf('openai-chat', {
      ...body.own(OWN_FIELDS.request),
      ...(streamOwn && Object.keys(streamOwn).length > 0 ? { stream_options: streamOwn } : {}),
      ...spellings.asSent,
      ...tools.asSent,
    }),
  };
  return { request, residue: body.residue(), own: body.ownFields() };
}

/** Fields with an old and a new name keep the one the client used, for the way back to this dialect. */
function decodeSpellings(body: FieldReader) {
  const asSent = {
    max_completion_tokens: body.integer('max_completion_tokens'),
    max_tokens: body.integer('max_tokens'),
    safety_identifier: body.string('safety_identifier'),
    user: body.string('user'),
  };
  return {
    maxOutputTokens: asSent.max_completion_tokens ?? asSent.max_tokens,
    endUser: asSent.safety_identifier ?? asSent.user,
    asSent,
  };
}

function decodeChoices(body: FieldReader): number | undefined {
  const choices = body.integer('n');
  if (choices !== undefined && choices < 1) throw body.invalid('n', 'must be at least 1');
  return choices;
}

function decodeOutput(body: FieldReader): OutputFormat | undefined {
  const format = body.child('response_format');
  if (!format) return undefined;
  const type = format.requiredString('type');
  switch (type) {
    case 'text':
      return { kind: 'text' };
    case 'json_object':
      return { kind: 'json' };
    case 'json_schema': {
      const described = format.requiredChild('json_schema');
      const schema = described.object('schema');
      if (!schema) {
        throw new GatewayError('missing_field', {
          param: 'response_format.json_schema.schema',
          hint: 'Send the schema.',
        });
      }
      return {
        kind: 'json-schema',
        name: described.string('name'),
        description: described.string('description'),
        strict: described.boolean('strict'),
        schema,
      };
    }
    default:
      format.leave();
      return undefined;
  }
}
