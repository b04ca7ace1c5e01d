import { expect, it } from 'vitest';
import { birthOfResponse, isGatewayResponseId, newResponseId, responseIdOfItem } from './response-id.js';

const NOW = Date.UTC(2026, 10, 20);

it('a new id is recognised as the gateway’s own and tells its birth', () => {
  const id = newResponseId(NOW);
  expect(isGatewayResponseId(id)).toBe(true);
  expect(birthOfResponse(id)).toBe(NOW);
  // Longer ones are refused by some vendors.
  expect(id.length).toBeLessThanOrEqual(48);
});

it('no two ids are the same', () => {
  expect(new Set(Array.from({ length: 2000 }, () => newResponseId(NOW))).size).toBe(2000);
});

it.each(['resp_0941b08f06efed9e00697312fdc3b88190b48287f703659623', 'resp_gw', `${newResponseId(NOW)}0`, ''])(
  'a vendor’s id is none: %s',
  (id) => expect(isGatewayResponseId(id)).toBe(false),
);

it('an item’s id leads to its answer', () => {
  const id = newResponseId(NOW);
  const unique = id.slice('resp_'.length);
  expect(responseIdOfItem(`msg_${unique}_0`)).toBe(id);
  expect(responseIdOfItem(`fc_${unique}_12`)).toBe(id);
  expect(responseIdOfItem(`rs_${unique}f`)).toBeUndefined();
  expect(responseIdOfItem('msg_0941b08f06efed9e00697312fe20348190a3b15a4bc2438e0c')).toBeUndefined();
});
