import { createHash } from 'node:crypto';
import { GatewayError } from '../../kernel/errors.js';
import type { UsageQuestion } from './usage.statement.js';

type Asked = Omit<UsageQuestion, 'after' | 'limit' | 'range'>;

/** Where a page ended, and of which question: the range stays as it was when the first page was read. */
export interface UsageCursor {
  readonly from: number;
  readonly to: number;
  readonly after: readonly string[];
}

const VALUE = /^-?\d{1,60}$/;
const SECONDS = /^\d{1,12}$/;

export function encodeCursor(question: UsageQuestion, place: readonly string[]): string {
  const { from, to } = question.range;
  return Buffer.from(JSON.stringify([digest(question), from, to, ...place])).toString('base64url');
}

/** Throws GatewayError (invalid_field) for what `encodeCursor` did not make, and for another question's cursor. */
export function decodeCursor(text: string, asked: Asked): UsageCursor {
  const [of, from, to, ...after] = parse(text);
  if (!isInstant(from) || !isInstant(to) || !after.every(isText)) throw invalid('it is not one that was answered here');
  const [value = '', seconds = ''] = after;
  const isPlace = after.length === asked.groupBy.length + 2 && VALUE.test(value) && SECONDS.test(seconds);
  if (of !== digest(asked) || !isPlace) {
    throw invalid('it continues another query; repeat everything but "cursor", "from", "to" and "limit" unchanged');
  }
  return { from, to, after };
}

function parse(text: string): unknown[] {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    if (Array.isArray(parsed)) return parsed;
  } catch {
    // Told below.
  }
  throw invalid('it is not one that was answered here');
}

function isInstant(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

/** PostgreSQL's texts hold no NUL. */
function isText(value: unknown): value is string {
  return typeof value === 'string' && !value.includes('\0');
}

function digest({ bucket, zone, groupBy, filters, order, descending }: Asked): string {
  const asked = JSON.stringify([bucket, zone, groupBy, filters, order, descending]);
  return createHash('sha256').update(asked).digest('base64url').slice(0, 12);
}

function invalid(reason: string): GatewayError {
  return new GatewayError('invalid_field', { param: 'cursor', reason });
}
