import { EVERY_CAPABILITY } from '../../protocols/canonical/capabilities.js';
import type { VendorDialect, WireFormat } from '../../protocols/dialect.js';
import { endpointOf, withHeader, withToken } from '../endpoint.js';
import { classifyHttpFailure } from '../failure-verdict.js';
import { prepareOpenAi, prepareStoredAnswer, readOpenAiError } from '../openai-shape.js';
import { pathSegment } from '../path-segment.js';
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
  formats: (instance) => (hasResponses(instance) ? WITH_RESPONSES : WITHOUT_RESPONSES),
  capabilities: () => EVERY_CAPABILITY,
  prepare(call) {
    const { instance, format, model } = call;
    const request = versioned(prepareOpenAi(call), instance);
    const isDated = versionDate(apiVersionOf(instance)) !== undefined;
    // Responses keep the deployment in the body, as `model`.
    return isDated && format !== 'openai-responses' ? underDeployment(request, instance, model) : request;
  },
  storedAnswer: (instance, question) =>
    hasResponses(instance) ? versioned(prepareStoredAnswer(instance, question), instance) : null,
  authorize(request, instance) {
    const { apiKey, entraToken: token, clientSecret } = instance.credentials;
    if (apiKey) return withHeader(request, 'api-key', apiKey.reveal());
    if (token) return withHeader(request, 'authorization', `Bearer ${token.reveal()}`);
    const hasIdentity = clientSecret !== undefined || instance.settings?.['identity'] === 'managed';
    // With nothing to prove it Azure says itself what is missing; a stand-in on this machine may want nothing.
    return hasIdentity ? withToken(request, entraToken(instance)) : request;
  },
  classify: classifyHttpFailure,
  passedOnHeaders: ['apim-request-id'],
  readError: readOpenAiError,
  models: { request: prepareDeployments, read: readDeployments },
};

function apiVersionOf({ settings }: ProviderInstance): string {
  return settings?.['apiVersion'] ?? 'v1';
}

function hasResponses(instance: ProviderInstance): boolean {
  const date = versionDate(apiVersionOf(instance));
  return date === undefined || date >= RESPONSES_SINCE;
}

/** The v1 surface needs no version; what is new there is asked for with `preview`. */
function versioned(request: UpstreamRequest, instance: ProviderInstance): UpstreamRequest {
  const apiVersion = apiVersionOf(instance);
  if (apiVersion === 'v1') return request;
  const sign = request.path.includes('?') ? '&' : '?';
  return { ...request, path: `${request.path}${sign}api-version=${apiVersion}` };
}

function underDeployment(request: UpstreamRequest, instance: ProviderInstance, deployment: string): UpstreamRequest {
  const { basePath } = endpointOf(instance);
  const rest = request.path.slice(basePath.length);
  return { ...request, path: `${basePath}/deployments/${pathSegment(deployment)}${rest}` };
}
