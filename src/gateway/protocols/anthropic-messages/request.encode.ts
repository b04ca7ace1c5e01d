import { isJsonObject, type JsonObject } from '../../../kernel/json.js';
import type { Capabilities } from '../canonical/capabilities.js';
import { fitRequest } from '../canonical/fit-request.js';
import type { FeatureLoss } from '../canonical/loss.js';
import type { CanonicalRequest, OutputFormat } from '../canonical/request.js';
import { ANTHROPIC_MESSAGES, OWN_FIELDS } from './dispositions.js';
import { encodeMessages } from './messages.encode.js';
import { rulesFor } from './models.js';
import { encodeSampling } from './sampling.encode.js';
import { encodeTier } from './service-tier.js';
import { type EncodedThinking, encodeThinking } from './thinking.encode.js';
import { encodeTools } from './tools.encode.js';

/** A body for POST /v1/messages. `undefined` fields are not there once it is JSON. */
export function encodeRequest(
  asked: CanonicalRequest,
  target: Capabilities,
): { body: JsonObject; losses: readonly FeatureLoss[] } {
  const { request, losses } = fitRequest(asked, ANTHROPIC_MESSAGES, target);
  const own = request.extensions?.['anthropic-messages'] ?? {};
  const rules = rulesFor(request.model);
  const maxTokens = request.maxOutputTokens ?? rules.maxOutputTokens;
  const conversation = encodeMessages(request.messages);
  const tools = encodeTools(request);
  const thinking = encodeThinking(request, rules, maxTokens);
  const sampling = encodeSampling(request.sampling, rules, { thinking: thinking.chosen });
  const tier = request.serviceTier === undefined ? undefined : encodeTier(request.serviceTier);
  const body: JsonObject = {
    model: request.model,
    max_tokens: maxTokens,
    system: conversation.system,
    messages: conversation.messages,
    ...tools.fields,
    thinking: thinking.thinking,
    output_config: encodeOutputConfig(request, thinking),
    ...sampling.fields,
    metadata: request.endUser === undefined ? undefined : { user_id: request.endUser },
    service_tier: tier,
    stream: request.stream || undefined,
    ...Object.fromEntries(OWN_FIELDS.request.filter((name) => name in own).map((name) => [name, own[name]])),
  };
  return {
    body,
    losses: [
      ...losses,
      ...conversation.losses,
      ...tools.losses,
      ...thinking.losses,
      ...sampling.losses,
      ...(request.serviceTier !== undefined && tier === undefined ? [unknownTier(request.serviceTier)] : []),
    ],
  };
}

function unknownTier(tier: string): FeatureLoss {
  return { feature: 'service-tier', disposition: 'dropped', reason: `Anthropic has no service tier "${tier}"` };
}

function encodeOutputConfig(request: CanonicalRequest, thinking: EncodedThinking): JsonObject | undefined {
  const own = request.extensions?.['anthropic-messages']?.['output_config'];
  const config: JsonObject = {
    format: request.output && encodeFormat(request.output),
    effort: thinking.effort,
    ...(isJsonObject(own) ? own : {}),
  };
  return Object.values(config).some((value) => value !== undefined) ? config : undefined;
}

function encodeFormat(output: OutputFormat): JsonObject | undefined {
  switch (output.kind) {
    case 'text':
    // Refused by the table.
    case 'json':
      return undefined;
    case 'json-schema': {
      const { name, description, schema } = output;
      if (!isJsonObject(schema)) return { type: 'json_schema', schema };
      return {
        type: 'json_schema',
        schema: { ...(name && { title: name }), ...(description && { description }), ...schema },
      };
    }
    default:
      return output satisfies never;
  }
}
