import { GatewayError } from '../../../kernel/errors.js';
import type { AuthenticatedRequest } from '../../auth/api-key.guard.js';
import type { PageQuery } from '../../conversations/input-items.page.js';
import type { ResponseAddress } from '../../pipeline/response-directory.js';
import type { StoredResponseQuery } from './stored-responses.query.js';

/** An id goes into a vendor's URL. */
const RESPONSE_ID = /^resp_[A-Za-z0-9_-]{1,128}$/;

/** Nothing else reaches the vendor. */
const VENDOR_PARAMETERS = ['include', 'include[]', 'limit', 'order', 'after', 'before'] as const;

/** Throws `invalid_field`. */
export function addressOf(id: string, request: AuthenticatedRequest): ResponseAddress {
  if (!RESPONSE_ID.test(id)) {
    const reason = 'it must begin with "resp_" and have letters, digits, "_" and "-" only';
    throw new GatewayError('invalid_field', { param: 'response_id', reason });
  }
  return { id, userId: request.principal.userId, requestId: request.id };
}

/** Throws `invalid_field` for a parameter that stands more than once. */
export function readPage(query: StoredResponseQuery): PageQuery {
  return { limit: single(query, 'limit'), order: single(query, 'order'), after: single(query, 'after') };
}

/** What goes on to a vendor that keeps the answer: `''`, or a query with its question mark. Throws `invalid_field`. */
export function vendorQuery(query: StoredResponseQuery): string {
  if (query['stream'] === 'true') {
    const reason = 'answers that were given before come whole; leave it out';
    throw new GatewayError('invalid_field', { param: 'stream', reason });
  }
  const passed = new URLSearchParams();
  for (const name of VENDOR_PARAMETERS) {
    for (const value of [query[name] ?? []].flat()) passed.append(name, value);
  }
  return passed.size === 0 ? '' : `?${passed.toString()}`;
}

function single(query: StoredResponseQuery, param: 'limit' | 'order' | 'after'): string | undefined {
  const value = query[param];
  if (value === undefined || typeof value === 'string') return value;
  throw new GatewayError('invalid_field', { param, reason: 'it stands more than once' });
}
