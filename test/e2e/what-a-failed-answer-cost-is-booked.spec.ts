import { chatCompletion, USAGE } from '../fakes/upstream/openai.payloads.ts';
import { json } from '../fakes/upstream/scenarios.ts';
import { eventually } from '../setup/eventually.ts';
import { rawMessages } from '../setup/raw-messages.ts';
import { expect, test } from './fixtures.ts';

test('the vendor ends its answer with an error that the client has no word for', async ({
  gateway,
  apiKey,
  upstream,
}) => {
  upstream.on('openai.chat', json(chatCompletion({ content: 'Hel' }, 'error' as never)));
  const response = await rawMessages(gateway, apiKey, {
    model: 'gpt-fake',
    max_tokens: 100,
    messages: [{ role: 'user', content: 'Hi.' }],
  });
  expect(response.status).toBe(502);
  const id = response.headers.get('x-request-id');
  const lines = () => gateway.log.filter((line) => line['request_id'] === id);
  await eventually('the line is written', () => lines().length > 0);
  expect(lines()).toMatchObject([{ status: 502, error: 'provider_error', tokens: USAGE.total_tokens }]);
});
