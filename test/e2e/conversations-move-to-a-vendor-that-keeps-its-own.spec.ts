import { ollamaDone } from '../fakes/upstream/ollama.payloads.ts';
import { json } from '../fakes/upstream/scenarios.ts';
import { expect, test } from './fixtures.ts';

const VENDOR_ID = 'resp_0941b08f06efed9e00697312fdc3b88190b48287f703659623';
const ANSWER = { id: VENDOR_ID, object: 'response', status: 'completed', model: 'gpt-fake', output: [], usage: null };

test('a kept conversation goes to the vendor as input', async ({ openai, upstream }) => {
  upstream.on('ollama.chat', json(ollamaDone('stop', { content: 'Hello Ada.', thinking: 'She says her name.' })));
  const first = await openai.responses.create({ model: 'llama-fake', input: 'My name is Ada.' });
  upstream.on('openai.responses', json(ANSWER));
  const second = await openai.responses.create({ model: 'gpt-fake', input: 'And?', previous_response_id: first.id });
  expect(second.id).toBe(VENDOR_ID);
  const sent = upstream.requestTo('openai.responses').json();
  expect(sent).not.toHaveProperty('previous_response_id');
  // The reasoning of another vendor's model would be refused: nobody there has signed or stored it.
  expect(sent['input']).toMatchObject([
    { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'My name is Ada.' }] },
    { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Hello Ada.' }] },
    { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'And?' }] },
  ]);
});

test('the vendor’s own conversation is the vendor’s to continue', async ({ openai, upstream }) => {
  upstream.on('openai.responses', json(ANSWER));
  const asked = { model: 'gpt-fake', input: 'And?', previous_response_id: VENDOR_ID };
  await openai.responses.create(asked);
  expect(upstream.requestTo('openai.responses').json()).toEqual(asked);
});

test('a vendor’s conversation cannot be continued elsewhere, and the client is told so', async ({
  openai,
  upstream,
}) => {
  const asked = openai.responses.create({ model: 'llama-fake', input: 'And?', previous_response_id: VENDOR_ID });
  await expect(asked).rejects.toMatchObject({ status: 400, param: 'previous_response_id' });
  expect(upstream.requests).toEqual([]);
});
