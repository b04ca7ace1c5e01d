import type { JsonObject } from '../../../kernel/json.js';
import type { Capabilities } from '../canonical/capabilities.js';
import { fitRequest } from '../canonical/fit-request.js';
import type { FeatureLoss } from '../canonical/loss.js';
import type { CanonicalRequest, OutputFormat } from '../canonical/request.js';
import { BEDROCK_CONVERSE } from './dispositions.js';
import { MessageEncoder } from './messages.encode.js';
import { familyOf } from './model-family.js';
import { encodeReasoning } from './reasoning.encode.js';
import { encodeRequestMetadata } from './request-metadata.js';
import { encodeSampling } from './sampling.encode.js';
import { encodeServiceTier } from './service-tier.js';
import { encodeTools } from './tools.encode.js';

/** A body for POST /model/{id}/converse[-stream]; model and stream are said by the URL. */
export function encodeRequest(
  asked: CanonicalRequest,
  target: Capabilities,
): { body: JsonObject; losses: readonly FeatureLoss[] } {
  const { request, losses } = fitRequest(asked, BEDROCK_CONVERSE, target);
  const conversation = new MessageEncoder(familyOf(request.model));
  const { system, messages } = conversation.encode(request.messages);
  const tools = encodeTools(request, conversation);
  const reasoning = encodeReasoning(request);
  const sampling = encodeSampling(request, { barred: reasoning.barsSampling === true });
  const labels = encodeRequestMetadata(request);
  const { tier, losses: tierLosses } = encodeServiceTier(request.serviceTier);
  const body: JsonObject = {
    system: system && [...system],
    messages,
    toolConfig: tools.toolConfig,
    inferenceConfig: sampling.inferenceConfig,
    additionalModelRequestFields: unlessEmpty({ ...sampling.fields, ...reasoning.fields, ...tools.fields }),
    outputConfig: unlessEmpty({ textFormat: encodeFormat(request.output), effort: reasoning.effort }),
    requestMetadata: labels.metadata,
    serviceTier: tier,
  };
  return {
    body,
    losses: [
      ...losses,
      ...conversation.losses,
      ...tools.losses,
      ...reasoning.losses,
      ...sampling.losses,
      ...labels.losses,
      ...tierLosses,
    ],
  };
}

/** Structured output; the schema travels as JSON text. */
function encodeFormat(output: OutputFormat | undefined): JsonObject | undefined {
  if (output?.kind !== 'json-schema') return undefined;
  const { name, description, schema } = output;
  return { type: 'json_schema', structure: { jsonSchema: { name, description, schema: JSON.stringify(schema) } } };
}

function unlessEmpty(fields: JsonObject): JsonObject | undefined {
  return Object.values(fields).some((value) => value !== undefined) ? fields : undefined;
}
