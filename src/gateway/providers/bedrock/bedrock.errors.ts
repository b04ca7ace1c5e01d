import { type JsonObject, parseJsonObject } from '../../../kernel/json.js';
import { classifyHttpFailure } from '../failure-verdict.js';
import type { UpstreamFailure, UpstreamHeaders, Verdict, VendorError } from '../provider.js';

/** `{"message"}`; the exception's name stands in a header, in older services in the body. */
export function readBedrockError(status: number, text: string, headers: UpstreamHeaders = {}): VendorError {
  const body = parseJsonObject(text);
  const message = body?.['message'] ?? body?.['Message'];
  return {
    message: typeof message === 'string' && message !== '' ? message : `The provider answered ${status}.`,
    code: exceptionOf(headers, body) ?? null,
  };
}

export function classifyBedrockFailure(failure: UpstreamFailure): Verdict {
  if (failure.kind !== 'status') return classifyHttpFailure(failure);
  switch (exceptionOf(failure.headers, parseJsonObject(failure.body))) {
    // AWS: "The AWS SDK will automatically retry the operation up to 5 times." It is a 429 that has nothing to do with limits.
    case 'ModelNotReadyException':
      return { retry: 'same-target', tripsBreaker: false };
    // Said with status 400; another account or model may have room.
    case 'ServiceQuotaExceededException':
    case 'ThrottlingException':
      return classifyHttpFailure({ ...failure, status: 429 });
    // The model failed at this request, which is no news of the next one.
    case 'ModelErrorException':
    case 'ModelStreamErrorException':
      return { retry: 'next-target', tripsBreaker: false };
    default:
      return classifyHttpFailure(failure);
  }
}

/** `ValidationException:http://internal.amazon.com/…` and `com.amazon.coral#ValidationException` are the same. */
function exceptionOf(headers: UpstreamHeaders, body: JsonObject | null): string | undefined {
  const said = headers['x-amzn-errortype'] ?? body?.['__type'];
  return typeof said === 'string' ? said.split(':', 1)[0]?.split('#').at(-1) : undefined;
}
