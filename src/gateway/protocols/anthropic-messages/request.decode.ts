import type { JsonObject } from '../../../kernel/json.js';
import { extensionsOf } from '../canonical/extensions.js';
import { FieldReader } from '../canonical/field-reader.js';
import { assertNesting } from '../canonical/nesting.js';
import type { CanonicalRequest, OutputFormat } from '../canonical/request.js';
import type { DecodedRequest } from '../codec.js';
import { OWN_FIELDS } from './dispositions.js';
import { decodeMessages, decodeSystem } from './messages.decode.js';
import { decodeTier } from './service-tier.js';
import { decodeThinking } from './thinking.decode.js';
import { decodeToolChoice, decodeTools } from './tools.decode.js';

/** A body of POST /v1/messages, or of POST /v1/messages/count_tokens, which has no `max_tokens`. */
export function decodeRequest(raw: JsonObject): DecodedRequest {
  assertNesting(raw);
  const body = new FieldReader(raw);
  const model = body.requiredString('model', 'Name a model; GET /v1/models lists them.');
  const messages = body.requiredChildren('messages', 'Send the conversation as a list of messages.');
  const outputConfig = body.child('output_config');
  const outputOwn = outputConfig?.own(OWN_FIELDS.outputConfig) ?? {};
  const thinking = decodeThinking(body, outputConfig);

  const request: CanonicalRequest = {
    model,
    stream: body.boolean('stream') ?? false,
    // Every answer says its usage here, streamed or not.
    includeUsage: true,
    messages: [...decodeSystem(body), ...decodeMessages(messages)],
    tools: decodeTools(body),
    ...decodeToolChoice(body),
    // `output_format` is the name that output_config.format had in its beta.
    output: decodeFormat(outputConfig, 'format') ?? decodeFormat(body, 'output_format'),
    sampling: {
      temperature: body.number('temperature'),
      topP: body.number('top_p'),
      topK: body.integer('top_k'),
      stop: body.strings('stop_sequences'),
    },
    reasoning: thinking.reasoning,
    maxOutputTokens: body.integer('max_tokens'),
    endUser: body.child('metadata')?.string('user_id'),
    serviceTier: decodeTier(body.string('service_tier')),
    extensions: extensionsOf('anthropic-messages', {
      ...body.own(OWN_FIELDS.request),
      ...(Object.keys(outputOwn).length > 0 ? { output_config: outputOwn } : {}),
      ...thinking.asSent,
    }),
  };
  return { request, residue: body.residue(), own: body.ownFields(), unsaid: thinking.unsaid };
}

function decodeFormat(parent: FieldReader | undefined, key: string): OutputFormat | undefined {
  const format = parent?.child(key);
  if (!format) return undefined;
  if (format.requiredString('type') !== 'json_schema') {
    format.leave();
    return undefined;
  }
  const schema = format.object('schema');
  if (!schema) throw format.invalid('schema', 'must be there');
  return { kind: 'json-schema', schema };
}
