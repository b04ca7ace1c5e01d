import { GatewayError } from '../../../kernel/errors.js';
import { isJsonObject, type JsonObject } from '../../../kernel/json.js';
import { type BodyEdit, editBody } from '../../../kernel/json-bytes/edit-body.js';
import { EVERY_CAPABILITY } from '../../protocols/canonical/capabilities.js';
import { endpointOf } from '../endpoint.js';
import { classifyGoogleFailure, googleMethod, prepareGoogle, readGoogleError } from '../google-shape.js';
import type { ListedModel, ProviderAdapter, ProviderInstance, UpstreamCall, UpstreamRequest } from '../provider.js';
import { accessTokensOf } from './vertex.tokens.js';

/** What Claude takes instead of a header and a model: https://docs.claude.com/en/api/claude-on-vertex-ai */
const CLAUDE_EDITS: readonly BodyEdit[] = [
  { kind: 'remove', key: 'model' },
  { kind: 'set', key: 'anthropic_version', json: '"vertex-2023-10-16"' },
];

/** Google's Gemini and Anthropic's Claude on Vertex AI: https://cloud.google.com/vertex-ai/generative-ai/docs */
export const vertexAdapter: ProviderAdapter = {
  kind: 'vertex',
  formats: (_instance, model) => (isClaude(model) ? ['anthropic-messages'] : ['gemini']),
  capabilities: () => EVERY_CAPABILITY,
  edits: (_instance, format) => (format === 'anthropic-messages' ? CLAUDE_EDITS : []),
  prepare: (call) => (call.format === 'anthropic-messages' ? prepareClaude(call) : prepareGemini(call)),
  authorize(request, instance) {
    const bearer = accessTokensOf(instance).bearer();
    const withBearer = (pair: readonly string[]) => ({ ...request, headers: request.headers.concat(pair) });
    if (!(bearer instanceof Promise)) return withBearer(bearer);
    return bearer.then(withBearer, (cause: unknown) => {
      throw new GatewayError(
        'provider_unreachable',
        {
          provider: instance.name,
          reason: 'Google issues no access token for it; set up application-default credentials',
        },
        { cause },
      );
    });
  },
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

/** Encoded: a name must not become another path. */
function addressOf(
  { instance, model }: UpstreamCall,
  publisher: 'google' | 'anthropic',
  method: string,
): Pick<UpstreamRequest, 'origin' | 'path'> {
  const { origin, basePath } = endpointOf(instance);
  return {
    origin,
    path: `${basePath}/v1/${placeOf(instance)}/publishers/${publisher}/models/${encodeURIComponent(model)}${method}`,
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
