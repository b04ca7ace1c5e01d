import { ollamaDone } from '../fakes/upstream/ollama.payloads.ts';
import { json } from '../fakes/upstream/scenarios.ts';
import { expect, test } from './fixtures.ts';

const MODEL = 'llama-fake';
const says = (content: string) => json(ollamaDone('stop', { content }));

test('a kept answer is shown as it was given', async ({ openai, upstream }) => {
  upstream.on('ollama.chat', says('Hello.'));
  const given = await openai.responses.create({ model: MODEL, input: 'Hi.', metadata: { topic: 'greeting' } });
  expect(await openai.responses.retrieve(given.id)).toEqual(given);
});

test('its input items hold the conversation before it, page by page', async ({ openai, upstream }) => {
  upstream.on('ollama.chat', says('ONE'));
  const first = await openai.responses.create({ model: MODEL, input: 'one' });
  const second = await openai.responses.create({ model: MODEL, input: 'two', previous_response_id: first.id });
  const items = await Array.fromAsync(openai.responses.inputItems.list(second.id, { order: 'asc', limit: 2 }));
  expect(items).toMatchObject([
    { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'one' }] },
    { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'ONE' }] },
    { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'two' }] },
  ]);
  const newestFirst = await openai.responses.inputItems.list(second.id);
  expect(newestFirst.data.map(({ id }) => id)).toEqual(items.map(({ id }) => id).toReversed());
});

test('a deleted answer is gone, and nothing continues it', async ({ openai, gateway, apiKey, upstream }) => {
  upstream.on('ollama.chat', says('Hello.'));
  const first = await openai.responses.create({ model: MODEL, input: 'Hi.' });
  const second = await openai.responses.create({ model: MODEL, input: 'Go on.', previous_response_id: first.id });
  const deleted = await gateway.call('DELETE', `/v1/responses/${first.id}`, { token: apiKey });
  expect(deleted).toMatchObject({ status: 200, body: { id: first.id, object: 'response', deleted: true } });
  await expect(openai.responses.retrieve(first.id)).rejects.toMatchObject({ status: 404 });
  await expect(openai.responses.delete(first.id)).rejects.toMatchObject({ status: 404 });
  for (const previous of [first, second]) {
    const asked = openai.responses.create({ model: MODEL, input: 'And?', previous_response_id: previous.id });
    await expect(asked).rejects.toMatchObject({ status: 400, code: 'previous_response_not_found' });
  }
  expect(await openai.responses.retrieve(second.id)).toMatchObject({ id: second.id });
});
