import { chatCompletion } from '../fakes/upstream/openai.payloads.ts';
import { json, openaiError } from '../fakes/upstream/scenarios.ts';
import { login } from '../setup/accounts.ts';
import { eventually } from '../setup/eventually.ts';
import { rawChat } from '../setup/raw-chat.ts';
import { expect, test } from './fixtures.ts';

const QUESTION = { model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'Hi.' }] };

test('groups, money and tags of what was just asked, and the ledger agrees', async ({
  gateway,
  owner,
  apiKey,
  upstream,
}) => {
  upstream.on('openai.chat', json({ ...chatCompletion(), model: 'gpt-4o-mini' }));
  await rawChat(gateway, apiKey, QUESTION, { headers: { 'x-gateway-tags': 'night,batch' } });
  await rawChat(gateway, apiKey, QUESTION, { headers: { 'x-gateway-tags': 'batch' } });
  upstream.on('openai.chat', openaiError(400, { message: 'No.' }));
  await rawChat(gateway, apiKey, QUESTION);

  const session = await login(gateway, owner);
  const get = async (query: string) => (await gateway.call('GET', `/api/usage${query}`, { token: session })).body;
  await eventually('three requests are summed up', async () => (await get('/summary'))['requests'] === 3);

  const { rows } = (await get('?group_by=tag,status_class&order=requests')) as { rows: Record<string, unknown>[] };
  expect(rows.map(({ tag, status_class, requests }) => [tag, status_class, requests])).toEqual([
    ['batch', '2xx', 2],
    [null, '4xx', 1],
    ['night', '2xx', 1],
  ]);
  const night = rows.at(-1) ?? {};
  expect(night).toMatchObject({ errors: 0, tokens: { total: 18 } });
  // gpt-4o-mini: 0.15 and 0.60 dollars a million tokens.
  const { input_uncached, output } = night['tokens'] as { input_uncached: number; output: number };
  expect(night['cost_nanos']).toBe(String(input_uncached * 150 + output * 600));

  const hour = new Date().toISOString().slice(0, 10);
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
  expect(await get(`/reconciliation?from=${hour}&to=${tomorrow}`)).toMatchObject({ matches: true, differences: [] });
});

test('metrics say that there is no replica', async ({ gateway }) => {
  const metrics = await (await fetch(`${gateway.url}/metrics`)).text();
  expect(metrics).toContain('gateway_replica_in_use 0');
  expect(metrics).toMatch(/gateway_replica_lag_seconds NaN/i);
});
