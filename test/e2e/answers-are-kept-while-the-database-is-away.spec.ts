import { ollamaDone } from '../fakes/upstream/ollama.payloads.ts';
import { json } from '../fakes/upstream/scenarios.ts';
import { Relay } from '../integration/relay.fixtures.ts';
import { issueKey, register } from '../setup/accounts.ts';
import { eventually } from '../setup/eventually.ts';
import { Gateway } from '../setup/gateway.ts';
import { openaiClient } from '../setup/openai-client.ts';
import { expect, test } from './fixtures.ts';

const waiting = async (gateway: Gateway) =>
  /^gateway_conversation_turns_waiting (\d+)$/m.exec((await gateway.call<string>('GET', '/metrics')).body)?.[1];

test('a conversation goes on without its database, and all of it is written afterwards', async ({
  database,
  upstream,
}) => {
  const relay = await Relay.cut(database.url);
  await relay.mend();
  const env = { OLLAMA_BASE_URL: upstream.url };
  await using gateway = await Gateway.start({ env: { ...env, DATABASE_URL: relay.url } });
  const { api_key: apiKey } = await issueKey(gateway, await register(gateway));
  const openai = openaiClient(gateway, apiKey);
  upstream.on('ollama.chat', json(ollamaDone('stop', { content: 'Yes.' })));
  const ask = (previous: string | null) =>
    openai.responses.create({ model: 'llama-fake', input: 'Still there?', previous_response_id: previous });

  const first = await ask(null);
  await eventually('the first answer is written', async () => (await waiting(gateway)) === '0');
  await relay.cut();
  const second = await ask(first.id);
  const third = await ask(second.id);
  expect(await waiting(gateway)).toBe('2');
  expect(await openai.responses.retrieve(third.id)).toEqual(third);

  await relay.mend();
  await eventually('nothing waits any more', async () => (await waiting(gateway)) === '0');
  expect((await gateway.stop('SIGKILL')).signal).toBe('SIGKILL');
  await relay.cut();

  await using successor = await Gateway.start({ env: { ...env, DATABASE_URL: database.url } });
  const items = await openaiClient(successor, apiKey).responses.inputItems.list(third.id);
  expect(items.data).toHaveLength(5);
});
