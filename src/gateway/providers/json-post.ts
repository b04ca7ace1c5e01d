import type { UpstreamCall, UpstreamRequest } from './provider.js';

/** Where a call goes, and of which type its answer is when it streams. */
export interface PostTarget extends Pick<UpstreamRequest, 'origin' | 'path'> {
  readonly streamType: string;
}

const NO_HEADERS: readonly string[] = [];

/** A call whose body is JSON, and its answer too unless it streams. */
export function jsonPost(
  { stream, requestId, body }: UpstreamCall,
  { origin, path, streamType }: PostTarget,
  moreHeaders: readonly string[] = NO_HEADERS,
): UpstreamRequest {
  return {
    origin,
    path,
    method: 'POST',
    headers: [
      'content-type',
      'application/json',
      'accept',
      stream ? streamType : 'application/json',
      'x-request-id',
      requestId,
      ...moreHeaders,
    ],
    body,
  };
}
