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

/** Where an adapter puts its proof of identity. */
export function withHeader(request: UpstreamRequest, name: string, value: string): UpstreamRequest {
  return { ...request, headers: request.headers.concat(name, value) };
}

/** `Authorization: Bearer <api key>`; nothing where the provider has no key (local servers). */
export function withBearer(request: UpstreamRequest, instance: ProviderInstance): UpstreamRequest {
  const { apiKey } = instance.credentials;
  return apiKey === undefined ? request : bearer(request, apiKey.reveal());
}

/** The same with a token that may have to be waited for. Rejects as the token does. */
export function withToken(
  request: UpstreamRequest,
  token: string | Promise<string>,
): UpstreamRequest | Promise<UpstreamRequest> {
  return token instanceof Promise ? token.then((issued) => bearer(request, issued)) : bearer(request, token);
}

function bearer(request: UpstreamRequest, token: string): UpstreamRequest {
  return withHeader(request, 'authorization', `Bearer ${token}`);
}
