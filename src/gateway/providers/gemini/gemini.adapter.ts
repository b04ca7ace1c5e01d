import { isJsonObject, type JsonObject } from '../../../kernel/json.js';
import { EVERY_CAPABILITY } from '../../protocols/canonical/capabilities.js';
import { endpointOf, withHeader } from '../endpoint.js';
import { classifyGoogleFailure, googleMethod, prepareGoogle, readGoogleError } from '../google-shape.js';
import { pathSegment } from '../path-segment.js';
import type { ListedModel, ProviderAdapter } from '../provider.js';

const FORMATS: ReturnType<ProviderAdapter['formats']> = ['gemini', 'gemini-count-tokens', 'gemini-embeddings'];

/** The Gemini API of Google AI Studio: https://ai.google.dev/api */
export const geminiAdapter: ProviderAdapter = {
  kind: 'gemini',
  formats: () => FORMATS,
  capabilities: () => EVERY_CAPABILITY,
  prepare(call) {
    const { origin, basePath } = endpointOf(call.instance);
    return prepareGoogle(call, {
      origin,
      path: `${basePath}/v1beta/${resourceOf(call.model)}${googleMethod(call.format, call.stream)}`,
    });
  },
  authorize: (request, { credentials: { apiKey } }) =>
    apiKey === undefined ? request : withHeader(request, 'x-goog-api-key', apiKey.reveal()),
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

/** `models/x`, or `tunedModels/x`. */
function resourceOf(model: string): string {
  const [, collection = 'models', name = ''] = /^(?:(models|tunedModels)\/)?(.*)$/s.exec(model) ?? [];
  return `${collection}/${pathSegment(name)}`;
}

/** `{"models": [{"name": "models/gemini-…"}]}` */
function readModels({ models }: JsonObject): ListedModel[] {
  if (!Array.isArray(models)) return [];
  return models.filter(isJsonObject).flatMap(({ name }) => {
    if (typeof name !== 'string') return [];
    return [{ id: name.replace(/^models\//, ''), created: 0, ownedBy: 'google' }];
  });
}
