import { isJsonObject, type JsonObject } from '../../../kernel/json.js';
import { type BodyEdit, editBody } from '../../../kernel/json-bytes/edit-body.js';
import { EVERY_CAPABILITY } from '../../protocols/canonical/capabilities.js';
import { endpointOf, withToken } from '../endpoint.js';
import { classifyGoogleFailure, googleMethod, prepareGoogle, readGoogleError } from '../google-shape.js';
import { pathSegment } from '../path-segment.js';
import type { ListedModel, ProviderAdapter, ProviderInstance, UpstreamCall, UpstreamRequest } from '../provider.js';
import { googleToken } from './vertex.tokens.js';

const CLAUDE: ReturnType<ProviderAdapter['formats']> = ['anthropic-messages'];
const GEMINI: ReturnType<ProviderAdapter['formats']> = ['gemini'];
const NO_EDITS: readonly BodyEdit[] = [];

/** What Claude takes instead of a header and a model: https://docs.claude.com/en/api/claude-on-vertex-ai */
const CLAUDE_EDITS: readonly BodyEdit[] = [
  { kind: 'remove', key: 'model' },
  { kind: 'set', key: 'anthropic_version', json: '"vertex-2023-10-16"' },
];

/** Google's Gemini and Anthropic's Claude on Vertex AI: https://cloud.google.com/vertex-ai/generative-ai/docs */
export const vertexAdapter: ProviderAdapter = {
  kind: 'vertex',
  formats: (_instance, model) => (isClaude(model) ? CLAUDE : GEMINI),
  capabilities: () => EVERY_CAPABILITY,
  edits: (_instance, format) => (format === 'anthropic-messages' ? CLAUDE_EDITS : NO_EDITS),
  prepare: (call) => (call.format === 'anthropic-messages' ? prepareClaude(call) : prepareGemini(call)),
  authorize: (request, instance) => withToken(request, googleToken(instance)),
  classify: classifyGoogleFailure,
  passedOnHeaders: ['server-timing'],
  readError: readGoogleError,
  models: {
    request(instance) {
      const { origin, basePath } = endpointOf(instance);
      return {
        origin,
        path: `${basePath}/v1beta1/publishers/google/models?pageSize=100`,
        method: 'GET',
        // The list belongs to no project, so the one that pays must be named.
        headers: ['accept', 'application/json', 'x-goog-user-project', instance.settings?.['project'] ?? ''],
        body: null,
      };
    },
    read: readModels,
  },
};

function isClaude(model: string): boolean {
  return model.startsWith('claude-');
}

function prepareGemini(call: UpstreamCall): UpstreamRequest {
  return prepareGoogle(call, addressOf(call, 'google', googleMethod(call.format, call.stream)));
}

/** Betas, which are a header at Anthropic, are a list in the body here. */
function prepareClaude(call: UpstreamCall): UpstreamRequest {
  const address = addressOf(call, 'anthropic', call.stream ? ':streamRawPredict' : ':rawPredict');
  const betas = betasIn(call.protocolHeaders);
  if (betas.length === 0) return prepareGoogle(call, address);
  const edit: BodyEdit = { kind: 'set', key: 'anthropic_beta', json: JSON.stringify(betas) };
  return prepareGoogle({ ...call, body: editBody(call.body, [edit]) }, address);
}

/** @param headers a flat list of names and values */
function betasIn(headers: readonly string[]): string[] {
  const at = headers.findIndex((name, index) => index % 2 === 0 && name === 'anthropic-beta');
  return at === -1
    ? []
    : (headers[at + 1] ?? '')
        .split(',')
        .map((beta) => beta.trim())
        .filter((beta) => beta !== '');
}

function addressOf(
  { instance, model }: UpstreamCall,
  publisher: 'google' | 'anthropic',
  method: string,
): Pick<UpstreamRequest, 'origin' | 'path'> {
  const { origin, basePath } = endpointOf(instance);
  return {
    origin,
    path: `${basePath}/v1/${placeOf(instance)}/publishers/${publisher}/models/${pathSegment(model)}${method}`,
  };
}

function placeOf({ settings = {} }: ProviderInstance): string {
  return `projects/${settings['project']}/locations/${settings['location']}`;
}

/** `{"publisherModels": [{"name": "publishers/google/models/gemini-…"}]}` */
function readModels({ publisherModels: models }: JsonObject): ListedModel[] {
  if (!Array.isArray(models)) return [];
  return models.filter(isJsonObject).flatMap(({ name }) => {
    if (typeof name !== 'string') return [];
    return [{ id: name.slice(name.lastIndexOf('/') + 1), created: 0, ownedBy: 'google' }];
  });
}
