import { isJsonObject, type JsonObject } from '../../../kernel/json.js';
import { EVERY_CAPABILITY } from '../../protocols/canonical/capabilities.js';
import { endpointOf } from '../endpoint.js';
import { classifyGoogleFailure, googleMethod, prepareGoogle, readGoogleError } from '../google-shape.js';
import type { ListedModel, ProviderAdapter } from '../provider.js';

/** The Gemini API of Google AI Studio: https://ai.google.dev/api */
export const geminiAdapter: ProviderAdapter = {
  kind: 'gemini',
  formats: () => ['gemini', 'gemini-count-tokens', 'gemini-embeddings'],
  capabilities: () => EVERY_CAPABILITY,
  prepare(call) {
    const { origin, basePath } = endpointOf(call.instance);
    return prepareGoogle(call, {
      origin,
      path: `${basePath}/v1beta/${resourceOf(call.model)}${googleMethod(call.format, call.stream)}`,
    });
  },
  authorize(request, { credentials: { apiKey } }) {
    return apiKey === undefined
      ? request
      : { ...request, headers: request.headers.concat('x-goog-api-key', apiKey.reveal()) };
  },
  classify: classifyGoogleFailure,
  passedOnHeaders: ['server-timing', 'x-gemini-service-tier'],
  readError: readGoogleError,
  models: {
    request(instance) {
      const { origin, basePath } = endpointOf(instance);
      return {
        origin,
        path: `${basePath}/v1beta/models?pageSize=1000`,
        method: 'GET',
        headers: ['accept', 'application/json'],
        body: null,
      };
    },
    read: readModels,
  },
};

/** `models/x`, or `tunedModels/x`. Encoded: a name must not become another path. */
function resourceOf(model: string): string {
  const [, collection = 'models', name = ''] = /^(?:(models|tunedModels)\/)?(.*)$/s.exec(model) ?? [];
  return `${collection}/${encodeURIComponent(name)}`;
}

/** `{"models": [{"name": "models/gemini-…"}]}` */
function readModels({ models }: JsonObject): ListedModel[] {
  if (!Array.isArray(models)) return [];
  return models.filter(isJsonObject).flatMap(({ name }) => {
    if (typeof name !== 'string') return [];
    return [{ id: name.replace(/^models\//, ''), created: 0, ownedBy: 'google' }];
  });
}
