import type { ProviderInstance, UpstreamRequest } from './provider.js';

/** A base URL taken apart once. */
export interface Endpoint {
  readonly origin: string;
  /** Path of the base URL without a trailing slash; `''` at the root. */
  readonly basePath: string;
}

const endpoints = new WeakMap<ProviderInstance, Endpoint>();

/** Instances are immutable, so each base URL is parsed once, not once a request. */
export function endpointOf(instance: ProviderInstance): Endpoint {
  let endpoint = endpoints.get(instance);
  if (endpoint === undefined) {
    const url = new URL(instance.baseUrl);
    endpoint = { origin: url.origin, basePath: url.pathname.replace(/\/+$/, '') };
    endpoints.set(instance, endpoint);
  }
  return endpoint;
}

const bearers = new WeakMap<ProviderInstance, readonly string[]>();

/** `Authorization: Bearer <api key>`; nothing where the provider has no key (local servers). */
export function withBearer(request: UpstreamRequest, instance: ProviderInstance): UpstreamRequest {
  const { apiKey } = instance.credentials;
  if (apiKey === undefined) return request;
  let bearer = bearers.get(instance);
  if (bearer === undefined) {
    bearer = ['authorization', `Bearer ${apiKey.reveal()}`];
    bearers.set(instance, bearer);
  }
  return { ...request, headers: request.headers.concat(bearer) };
}
