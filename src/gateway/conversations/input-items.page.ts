import { GatewayError } from '../../kernel/errors.js';
import type { JsonObject } from '../../kernel/json.js';

const LARGEST_PAGE = 100;
const DEFAULT_PAGE = 20;

/** Which items are wanted, as the query says it. */
export interface PageQuery {
  readonly limit?: string;
  readonly order?: string;
  /** The id of the last item of the page before. */
  readonly after?: string;
}

/** One page of a list; clients go through it by `last_id`. */
export interface ItemPage {
  readonly object: 'list';
  readonly data: readonly JsonObject[];
  readonly first_id: string | null;
  readonly last_id: string | null;
  readonly has_more: boolean;
}

/** @param items the oldest first, each with an id. Throws `invalid_field` naming what of the query cannot be. */
export function pageOf(items: readonly JsonObject[], query: PageQuery): ItemPage {
  const ordered = orderOf(query) === 'asc' ? items : items.toReversed();
  const begin = query.after === undefined ? 0 : ordered.findIndex(({ id }) => id === query.after) + 1;
  if (query.after !== undefined && begin === 0) throw invalid('after', 'there is no item with this id');
  const end = begin + limitOf(query);
  const data = ordered.slice(begin, end);
  return {
    object: 'list',
    data,
    first_id: idOf(data[0]),
    last_id: idOf(data.at(-1)),
    has_more: end < ordered.length,
  };
}

/** What names an item of a type; OpenAI's ids begin so. */
const ID_PREFIXES: ReadonlyMap<string, string> = new Map([
  ['message', 'msg'],
  ['function_call', 'fc'],
  ['reasoning', 'rs'],
]);

/** Clients need not give ids to what they send, and pages go by ids: the rest is named after its place. */
export function withIds(items: readonly JsonObject[], responseId: string): JsonObject[] {
  const unique = responseId.slice(responseId.indexOf('_') + 1);
  return items.map((item, index) => {
    if (typeof item['id'] === 'string') return item;
    const type = typeof item['type'] === 'string' ? item['type'] : 'message';
    return { ...item, type, id: `${ID_PREFIXES.get(type) ?? 'item'}_${unique}_in${index}` };
  });
}

function orderOf({ order = 'desc' }: PageQuery): 'asc' | 'desc' {
  if (order === 'asc' || order === 'desc') return order;
  throw invalid('order', 'it must be "asc" or "desc"');
}

function limitOf({ limit }: PageQuery): number {
  const asked = limit === undefined ? DEFAULT_PAGE : Number(limit);
  if (Number.isInteger(asked) && asked >= 1 && asked <= LARGEST_PAGE) return asked;
  throw invalid('limit', `it must be a whole number from 1 to ${LARGEST_PAGE}`);
}

function idOf(item: JsonObject | undefined): string | null {
  return typeof item?.['id'] === 'string' ? item['id'] : null;
}

function invalid(param: string, reason: string): GatewayError {
  return new GatewayError('invalid_field', { param, reason });
}
