import { chatCompletion } from '../fakes/upstream/openai.payloads.ts';
import { json } from '../fakes/upstream/scenarios.ts';
import { eventually } from '../setup/eventually.ts';
import { rawChat } from '../setup/raw-chat.ts';
import { expect, test } from './fixtures.ts';

test('the line tells id, model, provider, latency and tokens', async ({ gateway, apiKey, upstream }) => {
  upstream.on('openai.chat', json(chatCompletion()));
  const response = await rawChat(gateway, apiKey, { model: 'gpt-fake', messages: [{ role: 'user', content: 'Hi.' }] });
  const id = response.headers.get('x-request-id');
  const lines = () => gateway.log.filter((line) => line['request_id'] === id);
  await eventually('the line is written', () => lines().length > 0);
  expect(lines()).toMatchObject([{ model: 'gpt-fake', provider: 'openai', status: 200, tokens: 18, stream: false }]);
  expect(lines()[0]?.['latency_ms']).toBeGreaterThan(0);
});
