import { EVERY_CAPABILITY } from '../../protocols/canonical/capabilities.js';
import type { VendorDialect, WireFormat } from '../../protocols/dialect.js';
import { endpointOf } from '../endpoint.js';
import { classifyHttpFailure } from '../failure-verdict.js';
import { prepareOpenAi, readOpenAiError } from '../openai-shape.js';
import type { ProviderAdapter, ProviderInstance, UpstreamRequest } from '../provider.js';
import { versionDate } from './api-version.js';
import { prepareDeployments, readDeployments } from './azure-openai.models.js';
import { entraToken } from './azure-openai.tokens.js';

const SIDE_FORMATS = [
  'openai-embeddings',
  'openai-completions',
  'openai-images',
  'openai-image-edits',
  'openai-transcriptions',
  'openai-speech',
] as const satisfies readonly WireFormat[];
const WITHOUT_RESPONSES: readonly [VendorDialect, ...WireFormat[]] = ['openai-chat', ...SIDE_FORMATS];
const WITH_RESPONSES: readonly [VendorDialect, ...WireFormat[]] = ['openai-chat', 'openai-responses', ...SIDE_FORMATS];
/** https://learn.microsoft.com/azure/ai-foundry/openai/how-to/responses */
const RESPONSES_SINCE = '2025-03-01';

/**
 * OpenAI's dialects at Azure: one surface (`/openai/v1`) that is OpenAI's own with another key header, and dated versions
 * that name the deployment in the path. What is called a model elsewhere is a deployment here, named by its owner.
 */
export const azureOpenAiAdapter: ProviderAdapter = {
  kind: 'azure-openai',
  formats(instance) {
    const date = versionDate(apiVersionOf(instance));
    return date !== undefined && date < RESPONSES_SINCE ? WITHOUT_RESPONSES : WITH_RESPONSES;
  },
  capabilities: () => EVERY_CAPABILITY,
  prepare(call) {
    const { instance, format, model } = call;
    const request = versioned(prepareOpenAi(call), instance);
    const isDated = versionDate(apiVersionOf(instance)) !== undefined;
    // Responses keep the deployment in the body, as `model`.
    return isDated && format !== 'openai-responses' ? underDeployment(request, instance, model) : request;
  },
  authorize(request, instance) {
    const { apiKey, entraToken: token, clientSecret } = instance.credentials;
    if (apiKey) return withHeader(request, 'api-key', apiKey.reveal());
    if (token) return withHeader(request, 'authorization', `Bearer ${token.reveal()}`);
    const hasIdentity = clientSecret !== undefined || instance.settings?.['identity'] === 'managed';
    // With nothing to prove it Azure says itself what is missing; a stand-in on this machine may want nothing.
    return hasIdentity ? withEntraToken(request, instance) : request;
  },
  classify: classifyHttpFailure,
  passedOnHeaders: ['apim-request-id'],
  readError: readOpenAiError,
  models: { request: prepareDeployments, read: readDeployments },
};

function apiVersionOf({ settings }: ProviderInstance): string {
  return settings?.['apiVersion'] ?? 'v1';
}

/** The v1 surface needs no version; what is new there is asked for with `preview`. */
function versioned(request: UpstreamRequest, instance: ProviderInstance): UpstreamRequest {
  const apiVersion = apiVersionOf(instance);
  return apiVersion === 'v1' ? request : { ...request, path: `${request.path}?api-version=${apiVersion}` };
}

function underDeployment(request: UpstreamRequest, instance: ProviderInstance, deployment: string): UpstreamRequest {
  const { basePath } = endpointOf(instance);
  const rest = request.path.slice(basePath.length);
  return { ...request, path: `${basePath}/deployments/${encodeURIComponent(deployment)}${rest}` };
}

function withHeader(request: UpstreamRequest, name: string, value: string): UpstreamRequest {
  return { ...request, headers: [...request.headers, name, value] };
}

async function withEntraToken(request: UpstreamRequest, instance: ProviderInstance): Promise<UpstreamRequest> {
  return withHeader(request, 'authorization', `Bearer ${await entraToken(instance)}`);
}
