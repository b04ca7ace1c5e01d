import { isJsonObject, type JsonObject } from '../../../kernel/json.js';
import { endpointOf } from '../endpoint.js';
import type { ListedModel, ProviderInstance, UpstreamRequest } from '../provider.js';

/** https://docs.aws.amazon.com/bedrock/latest/APIReference/API_ListFoundationModels.html */
export function prepareFoundationModels(instance: ProviderInstance): UpstreamRequest {
  return get(instance, '/foundation-models?byOutputModality=TEXT');
}

/**
 * Newer models answer only under an inference profile's id (`us.anthropic.…`).
 * https://docs.aws.amazon.com/bedrock/latest/APIReference/API_ListInferenceProfiles.html
 */
export function prepareInferenceProfiles(instance: ProviderInstance): UpstreamRequest {
  return get(instance, '/inference-profiles?maxResults=1000');
}

function get(instance: ProviderInstance, path: string): UpstreamRequest {
  const { origin, basePath } = endpointOf({
    ...instance,
    baseUrl: instance.settings?.['controlUrl'] ?? instance.baseUrl,
  });
  return { origin, path: basePath + path, method: 'GET', headers: ['accept', 'application/json'], body: null };
}

/** Either list. Of the foundation models only those that can be asked by their own id. */
export function readBedrockModels(body: JsonObject): ListedModel[] {
  return [
    ...objects(body['modelSummaries'])
      .filter(({ inferenceTypesSupported: types }) => Array.isArray(types) && types.includes('ON_DEMAND'))
      .flatMap(({ modelId, providerName }) => listed(modelId, providerName)),
    ...objects(body['inferenceProfileSummaries']).flatMap(({ inferenceProfileId, inferenceProfileArn, type }) =>
      // Application profiles have no speaking id and are asked for by their ARN.
      listed(type === 'APPLICATION' ? inferenceProfileArn : inferenceProfileId, 'Amazon Bedrock'),
    ),
  ];
}

/** Neither list says when a model came. */
function listed(id: unknown, owner: unknown): ListedModel[] {
  return typeof id === 'string' ? [{ id, created: 0, ownedBy: typeof owner === 'string' ? owner : 'unknown' }] : [];
}

function objects(list: JsonObject[string]): JsonObject[] {
  return Array.isArray(list) ? list.filter(isJsonObject) : [];
}
