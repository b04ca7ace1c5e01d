import { isJsonObject } from '../../../kernel/json.js';
import type { ErrorEvent } from '../canonical/event.js';

/** Statuses of bedrock-runtime.2023-09-30.service-2.json, for the exceptions that come inside a stream. */
const STATUSES: Readonly<Record<string, number>> = {
  ValidationException: 400,
  AccessDeniedException: 403,
  ResourceNotFoundException: 404,
  ModelTimeoutException: 408,
  ModelStreamErrorException: 424,
  ModelErrorException: 424,
  ThrottlingException: 429,
  ModelNotReadyException: 429,
  InternalServerException: 500,
  ServiceUnavailableException: 503,
};

/**
 * An exception of a stream that has begun.
 * @param type `throttlingException`: streams begin the name with a small letter, HTTP errors with a capital one
 */
export function decodeException(type: string, payload: string): ErrorEvent {
  const code = type.charAt(0).toUpperCase() + type.slice(1);
  return {
    type: 'error',
    cause: 'vendor',
    message: messageOf(payload) ?? 'the provider reported an error without a message',
    ...(code === '' ? {} : { code }),
    ...(Object.hasOwn(STATUSES, code) ? { status: STATUSES[code] } : {}),
  };
}

function messageOf(payload: string): string | undefined {
  try {
    const body: unknown = JSON.parse(payload);
    const message = isJsonObject(body) ? (body['message'] ?? body['Message'] ?? body['originalMessage']) : undefined;
    return typeof message === 'string' && message !== '' ? message : undefined;
  } catch {
    return payload === '' ? undefined : payload;
  }
}
