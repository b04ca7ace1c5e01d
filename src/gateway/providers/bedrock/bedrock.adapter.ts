import type { Capabilities } from '../../protocols/codec.js';
import { endpointOf, withBearer } from '../endpoint.js';
import { jsonPost } from '../json-post.js';
import { pathSegment } from '../path-segment.js';
import type { ProviderAdapter, ProviderInstance, UpstreamRequest } from '../provider.js';
import { awsCredentials } from './bedrock.credentials.js';
import { classifyBedrockFailure, readBedrockError } from './bedrock.errors.js';
import { prepareFoundationModels, prepareInferenceProfiles, readBedrockModels } from './bedrock.models.js';
import { signRequest } from './bedrock.signature.js';

const FORMATS: ReturnType<ProviderAdapter['formats']> = ['bedrock-converse'];

/** What Converse can say. Models that can do less refuse in words of their own. */
const CAPABILITIES: Capabilities = {
  tools: true,
  toolChoice: true,
  parallelToolCalls: true,
  vision: true,
  imageUrls: false,
  documents: true,
  audioInput: true,
  structuredOutput: true,
  reasoning: true,
  logprobs: false,
  multipleChoices: false,
};

/** Amazon Bedrock. A bearer token (a Bedrock API key) wins over keys, as in AWS's own SDKs. */
export const bedrockAdapter: ProviderAdapter = {
  kind: 'bedrock',
  formats: () => FORMATS,
  capabilities: () => CAPABILITIES,
  prepare(call) {
    const { origin, basePath } = endpointOf(call.instance);
    const path = `${basePath}/model/${encodeModelId(call.model)}/${call.stream ? 'converse-stream' : 'converse'}`;
    return jsonPost(call, { origin, path, streamType: 'application/vnd.amazon.eventstream' });
  },
  authorize: (request, instance) =>
    instance.credentials.apiKey ? withBearer(request, instance) : withSignature(request, instance),
  classify: classifyBedrockFailure,
  passedOnHeaders: ['x-amzn-requestid'],
  readError: readBedrockError,
  models: { request: prepareFoundationModels, alsoRequest: prepareInferenceProfiles, read: readBedrockModels },
};

async function withSignature(request: UpstreamRequest, instance: ProviderInstance): Promise<UpstreamRequest> {
  const region = instance.settings?.['region'] ?? '';
  return signRequest(request, { region, credentials: await awsCredentials(instance) });
}

/** One segment of the path, as AWS's SDKs write it: also the colons of versions and the slashes of ARNs are encoded. */
function encodeModelId(model: string): string {
  return pathSegment(model).replaceAll(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}
