import { CARD } from '../fakes/upstream/ollama.payloads.ts';
import { json } from '../fakes/upstream/scenarios.ts';
import { expect, test } from './fixtures.ts';

test('the models of every provider are listed under the names that work', async ({ ollama }) => {
  const { models } = await ollama.list();
  const names = models.map(({ name }) => name);
  for (const name of ['gpt-fake', 'gpt-fake-mini', 'llama-fake:latest']) expect(names).toContain(name);
  expect(models.every(({ name, model, digest }) => name === model && /^[0-9a-f]{64}$/.test(digest))).toBe(true);
});

test("Ollama's own models are described by Ollama", async ({ ollama, upstream }) => {
  upstream.on('ollama.show', json(CARD));
  expect(await ollama.show({ model: 'llama-fake' })).toEqual(CARD);
  expect(upstream.requestTo('ollama.show').json()).toEqual({ model: 'llama-fake' });
});

test('other models are described by what can be asked of them', async ({ ollama }) => {
  expect(await ollama.show({ model: 'gpt-fake' })).toMatchObject({
    capabilities: ['completion', 'tools', 'vision', 'thinking'],
    details: { family: 'fake-vendor' },
    model_info: { 'general.architecture': 'openai' },
  });
});

test.for(['gpt-nobody-has', 'llama-nobody-has'])('%s is not found', async (model, { ollama, upstream }) => {
  upstream.on('ollama.show', json({ error: `model '${model}' not found` }, 404));
  await expect(ollama.show({ model })).rejects.toMatchObject({
    status_code: 404,
    error: expect.stringContaining(model) as string,
  });
});

test('nothing is held in memory here, and the version is one of Ollama', async ({ ollama }) => {
  expect(await ollama.ps()).toEqual({ models: [] });
  expect((await ollama.version()).version).toMatch(/^\d+\.\d+\.\d+$/);
});

test('the command line finds somebody at home, without a key', async ({ gateway }) => {
  expect((await fetch(gateway.url, { method: 'HEAD' })).status).toBe(200);
});
