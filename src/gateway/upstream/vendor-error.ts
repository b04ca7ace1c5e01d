import { GatewayError } from '../../kernel/errors.js';
import { parseJsonObject } from '../../kernel/json.js';
import type { WireFormat } from '../protocols/dialect.js';
import { isErrorBody } from '../protocols/index.js';
import type { LanePlan } from './lanes/lane-plan.js';
import type { ProviderAdapter, ProviderInstance, UpstreamFailure, Verdict } from '../providers/provider.js';
import { withoutCredentials } from './without-credentials.js';

/** Error bodies are small; an edge's HTML page is cut here. */
export const ERROR_BODY_LIMIT = 256 * 1024;

/** The vendor's refusal with its status, words and retry hint kept, and our credentials taken out of it. */
export function vendorError(
  failure: Extract<UpstreamFailure, { kind: 'status' }>,
  verdict: Verdict,
  adapter: ProviderAdapter,
  instance: ProviderInstance,
  plan: Pick<LanePlan, 'kind' | 'dialect'>,
): GatewayError {
  const body = withoutCredentials(failure.body, instance);
  const { message, type, code, param } = adapter.readError(failure.status, body, failure.headers);
  return new GatewayError(
    'provider_error',
    { message, param: param ?? undefined, provider: instance.name },
    {
      status: failure.status,
      type,
      vendorCode: code ?? null,
      vendorBody: plan.kind === 'verbatim' && isErrorIn(plan.dialect, body) ? body : undefined,
      retryAfterSeconds: verdict.retryAfterMs === undefined ? undefined : verdict.retryAfterMs / 1000,
    },
  );
}

/** Redirects are not followed: a request with a key in it goes only where the operator has said. */
export function redirected(status: number, provider: string): GatewayError {
  const reason = `it redirects (status ${status}); its base URL should be the final one`;
  return new GatewayError('provider_invalid_response', { provider, reason });
}

function isErrorIn(format: WireFormat, text: string): boolean {
  const body = parseJsonObject(text);
  return body !== null && isErrorBody(format, body);
}
