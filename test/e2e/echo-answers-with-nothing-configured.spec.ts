import { NotFoundError } from 'openai';
import { openaiClient } from '../setup/openai-client.ts';
import { expect, test } from './fixtures.ts';

const QUESTION = { model: 'echo', messages: [{ role: 'user' as const, content: 'one two three' }] };

test.override('env', { OPENAI_API_KEY: '', OPENAI_BASE_URL: '', OLLAMA_BASE_URL: '' });

test('the built-in provider answers, whole', async ({ openai }) => {
  const { choices, usage } = await openai.chat.completions.create(QUESTION);
  expect(choices[0]?.message.content).toContain('one two three');
  expect(usage?.total_tokens).toBeGreaterThan(0);
});

test('it streams word by word, and twice the same', async ({ openai }) => {
  const words = async () => {
    const stream = await openai.chat.completions.create({ ...QUESTION, stream: true });
    return (await Array.fromAsync(stream)).map(({ choices }) => choices[0]?.delta.content ?? '').filter(Boolean);
  };
  const first = await words();
  expect(first.join('')).toContain('one two three');
  expect(first.length).toBeGreaterThanOrEqual(3);
  expect(await words()).toEqual(first);
});

test('a model that needs a vendor says what to set', async ({ openai }) => {
  const call = openai.chat.completions.create({ ...QUESTION, model: 'gpt-5' });
  await expect(call).rejects.toBeInstanceOf(NotFoundError);
  await expect(call).rejects.toMatchObject({ code: 'model_not_found' });
  await expect(call).rejects.toThrow('OPENAI_API_KEY');
});

test('it answers to no wrong key', async ({ gateway }) => {
  await expect(openaiClient(gateway, 'aig_wrong').chat.completions.create(QUESTION)).rejects.toMatchObject({
    status: 401,
  });
});
