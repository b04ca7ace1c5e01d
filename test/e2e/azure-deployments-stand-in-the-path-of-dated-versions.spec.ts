import { chunk } from '../fakes/upstream/openai.payloads.ts';
import { sse } from '../fakes/upstream/scenarios.ts';
import { expect, test as base } from './fixtures.ts';

const test = base.override('env', ({ vendor }) => ({
  AZURE_OPENAI_ENDPOINT: vendor.url,
  AZURE_OPENAI_API_VERSION: '2024-08-01-preview',
  AZURE_OPENAI_AD_TOKEN: 'entra-token',
}));

const QUESTION = { model: 'azure-openai/my-gpt', messages: [{ role: 'user' as const, content: 'Hi.' }] };

test('a token of Entra ID proves who asks, and what the version does not know is left out', async ({
  openai,
  upstream,
}) => {
  upstream.on('azure.chat', sse([chunk({ role: 'assistant', content: 'Hello.' }), chunk({}, 'stop')]));
  const { data, response } = await openai.chat.completions
    .create({ ...QUESTION, stream: true, stream_options: { include_usage: true } })
    .withResponse();
  expect(await Array.fromAsync(data)).toHaveLength(2);
  const request = upstream.requestTo('azure.chat');
  expect(request.path).toBe('/openai/deployments/my-gpt/chat/completions?api-version=2024-08-01-preview');
  expect(request.headers).toMatchObject({ authorization: 'Bearer entra-token' });
  expect(request.headers['api-key']).toBeUndefined();
  // This version would answer stream_options with 400.
  expect(request.json()).not.toHaveProperty('stream_options');
  expect(response.headers.get('x-gateway-dropped-params')).toBe('stream_options');
});
