import { isJsonObject, type JsonObject } from '../../../kernel/json.js';
import type { Capabilities } from '../canonical/capabilities.js';
import { fitRequest } from '../canonical/fit-request.js';
import type { FeatureLoss } from '../canonical/loss.js';
import type { CanonicalRequest, OutputFormat } from '../canonical/request.js';
import { encodeConversation } from './contents.encode.js';
import { GEMINI, OWN_FIELDS } from './dispositions.js';
import { encodeThinking } from './thinking.js';
import { encodeTools } from './tools.encode.js';

/** A GenerateContentRequest; model and stream go into the URL. `undefined` fields are not there once it is JSON. */
export function encodeRequest(
  asked: CanonicalRequest,
  target: Capabilities,
): { body: JsonObject; losses: readonly FeatureLoss[] } {
  const { request, losses } = fitRequest(asked, GEMINI, target);
  const own = request.extensions?.['gemini'] ?? {};
  const { systemInstruction, contents, losses: inConversation } = encodeConversation(request);
  const generation = encodeGeneration(request);
  const tier = encodeTier(request.serviceTier);
  const body: JsonObject = {
    systemInstruction,
    contents,
    ...encodeTools(request),
    generationConfig: generation.config,
    serviceTier: tier.value,
    ...Object.fromEntries(
      OWN_FIELDS.request.filter((name) => own[name] !== undefined).map((name) => [name, own[name]]),
    ),
  };
  return { body, losses: [...losses, ...inConversation, ...generation.losses, ...tier.losses] };
}

function encodeGeneration(request: CanonicalRequest): { config?: JsonObject; losses: readonly FeatureLoss[] } {
  const { sampling, logprobs } = request;
  const said = request.extensions?.['gemini']?.['generationConfig'];
  const { thinkingConfig, responseSchema, ...own } = isJsonObject(said) ? said : {};
  const thinking = thinkingConfig === undefined ? encodeThinking(request.reasoning, request.model) : undefined;
  const output = request.output && encodeOutput(request.output);
  const config: JsonObject = {
    temperature: sampling.temperature,
    topP: sampling.topP,
    topK: sampling.topK,
    seed: sampling.seed,
    frequencyPenalty: sampling.frequencyPenalty,
    presencePenalty: sampling.presencePenalty,
    stopSequences: sampling.stop && [...sampling.stop],
    maxOutputTokens: request.maxOutputTokens,
    candidateCount: request.choices,
    responseLogprobs: logprobs?.enabled,
    logprobs: logprobs?.enabled ? logprobs.top : undefined,
    ...(responseSchema === undefined ? output : { ...output, responseJsonSchema: undefined, responseSchema }),
    thinkingConfig: thinkingConfig ?? nonEmpty(thinking?.config ?? {}),
    ...own,
  };
  return { config: nonEmpty(config), losses: thinking?.losses ?? [] };
}

function encodeOutput(output: OutputFormat): JsonObject {
  switch (output.kind) {
    case 'text':
      return { responseMimeType: 'text/plain' };
    case 'json':
      return { responseMimeType: 'application/json' };
    case 'json-schema': {
      const { name, description, schema } = output;
      const titled = isJsonObject(schema)
        ? { ...(name && { title: name }), ...(description && { description }), ...schema }
        : schema;
      return { responseMimeType: 'application/json', responseJsonSchema: titled };
    }
    default:
      return output satisfies never;
  }
}

/** Other vendors' words for what Google calls standard; `auto` asks for nothing. */
const TIERS: ReadonlyMap<string, string | undefined> = new Map([
  ['auto', undefined],
  ['default', 'standard'],
  ['standard_only', 'standard'],
  ['standard', 'standard'],
  ['flex', 'flex'],
  ['priority', 'priority'],
]);

function encodeTier(tier: string | undefined): { value?: string; losses: FeatureLoss[] } {
  if (tier === undefined || TIERS.has(tier)) return { value: tier && TIERS.get(tier), losses: [] };
  const reason = `Gemini has no service tier "${tier}"`;
  return { losses: [{ feature: 'service-tier', disposition: 'dropped', reason }] };
}

function nonEmpty(fields: JsonObject): JsonObject | undefined {
  return Object.values(fields).some((value) => value !== undefined) ? fields : undefined;
}
