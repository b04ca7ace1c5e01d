import { GatewayError } from '../../kernel/errors.js';

/**
 * Milliseconds since the epoch. Without an offset it is UTC: the node's own zone is nobody's business. Throws GatewayError
 * (invalid_field) for what ISO 8601 knows and JavaScript does not: weeks, days of the year, dates without hyphens.
 */
export function instantOf(param: string, text: string): number {
  const hasTime = /[T ]/i.test(text);
  const hasOffset = /(?:Z|[+-]\d\d:?\d\d)$/i.test(text);
  const instant = Date.parse(hasTime && !hasOffset ? `${text}Z` : text);
  if (!Number.isNaN(instant)) return instant;
  throw new GatewayError('invalid_field', {
    param,
    reason: 'it must be a date like 2026-11-01 or a time like 2026-11-01T08:00Z',
  });
}
