import { expect, it } from 'vitest';
import { newResponseId } from '../../kernel/response-id.js';
import { pageOf, withIds } from './input-items.page.js';

const ITEMS = Array.from({ length: 25 }, (_, index) => ({ type: 'message', id: `msg_${index}` }));
const idsOf = (page: ReturnType<typeof pageOf>) => page.data.map(({ id }) => id);

it('the last said comes first, twenty at a time', () => {
  const page = pageOf(ITEMS, {});
  expect(page).toMatchObject({ object: 'list', first_id: 'msg_24', last_id: 'msg_5', has_more: true });
  expect(page.data).toHaveLength(20);
});

it('pages follow one another without a gap', () => {
  const first = pageOf(ITEMS, { order: 'asc', limit: '20' });
  const second = pageOf(ITEMS, { order: 'asc', limit: '20', after: String(first.last_id) });
  expect([...idsOf(first), ...idsOf(second)]).toEqual(ITEMS.map(({ id }) => id));
  expect([first.has_more, second.has_more]).toEqual([true, false]);
});

it('a page that ends with the list has no more', () => {
  expect(pageOf(ITEMS, { limit: '25' }).has_more).toBe(false);
  expect(pageOf([], {})).toEqual({ object: 'list', data: [], first_id: null, last_id: null, has_more: false });
});

it.each([
  ['limit', { limit: '0' }],
  ['limit', { limit: '101' }],
  ['limit', { limit: 'many' }],
  ['order', { order: 'up' }],
  ['after', { after: 'msg_unknown' }],
])('a %s that cannot be is named', (param, query) => {
  expect(() => pageOf(ITEMS, query)).toThrow(expect.objectContaining({ code: 'invalid_field', param }));
});

it('items without an id get one that stays the same', () => {
  const id = newResponseId(Date.UTC(2026, 0, 1));
  const items = [
    { role: 'user', content: 'Hi.' },
    { type: 'function_call_output', call_id: 'call_1', output: '' },
    { type: 'message', id: 'msg_own' },
    { type: 'constructor' },
  ];
  const named = withIds(items, id);
  expect(named).toEqual(withIds(items, id));
  expect(new Set(named.map((item) => item['id'])).size).toBe(4);
  expect(named[0]).toMatchObject({ type: 'message', role: 'user' });
  expect(named[2]).toBe(items[2]);
  expect(named[3]?.['id']).toMatch(/^item_gw[0-9a-f]+_in3$/);
});
