import { NotFoundError } from 'openai';
import { openaiError } from '../fakes/upstream/scenarios.ts';
import { expect, test } from './fixtures.ts';

test('the list holds the models of every provider', async ({ openai }) => {
  const models = await Array.fromAsync(openai.models.list());
  expect(models.every(({ object, created, owned_by }) => object === 'model' && created >= 0 && owned_by)).toBe(true);
  const ids = models.map(({ id }) => id);
  expect(ids.some((id) => id.endsWith('gpt-fake'))).toBe(true);
  expect(ids.some((id) => id.includes('llama-fake'))).toBe(true);
  expect(ids.some((id) => id.includes('echo'))).toBe(true);
  expect(new Set(ids).size).toBe(ids.length);
});

test('every listed name can be asked for by name', async ({ openai }) => {
  const models = await Array.fromAsync(openai.models.list());
  for (const { id } of models) expect(await openai.models.retrieve(id)).toMatchObject({ id, object: 'model' });
});

test('a name that nobody has is not found', async ({ openai }) => {
  await expect(openai.models.retrieve('nobody-has-this')).rejects.toBeInstanceOf(NotFoundError);
});

test('a provider that is down takes none of the others off the list', async ({ openai, upstream }) => {
  upstream.on('openai.models', openaiError(500, { message: 'Down.' }));
  const ids = (await Array.fromAsync(openai.models.list())).map(({ id }) => id);
  expect(ids.some((id) => id.includes('llama-fake'))).toBe(true);
});
