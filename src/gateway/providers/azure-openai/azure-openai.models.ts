import { isJsonObject, type JsonObject } from '../../../kernel/json.js';
import { endpointOf } from '../endpoint.js';
import type { ListedModel, ProviderInstance, UpstreamRequest } from '../provider.js';

/**
 * The deployments of a resource. `/models` would list what could be deployed, which cannot be asked for; this list was left
 * out of later versions and still answers under its own (langflow-ai/langflow#14509).
 */
export function prepareDeployments(instance: ProviderInstance): UpstreamRequest {
  const { origin, basePath } = endpointOf(instance);
  return {
    origin,
    path: `${basePath.replace(/\/v1$/, '')}/deployments?api-version=2023-03-15-preview`,
    method: 'GET',
    headers: ['accept', 'application/json'],
    body: null,
  };
}

/** `{"data": [{"id", "model", "created_at", "owner"}]}` */
export function readDeployments(body: JsonObject): ListedModel[] {
  const rows = body['data'];
  if (!Array.isArray(rows)) return [];
  return rows.filter(isJsonObject).flatMap(({ id, created_at: createdAt, owner }) => {
    if (typeof id !== 'string') return [];
    const created = typeof createdAt === 'number' ? createdAt : 0;
    return [{ id, created, ownedBy: typeof owner === 'string' ? owner : 'unknown' }];
  });
}
