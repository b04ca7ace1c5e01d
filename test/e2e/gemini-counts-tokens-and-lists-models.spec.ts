import { json } from '../fakes/upstream/scenarios.ts';
import { geminiClient } from '../setup/gemini-client.ts';
import { expect, test as base } from './fixtures.ts';

const test = base.extend('gemini', { scope: 'file' }, ({ gateway, apiKey }) => geminiClient(gateway, apiKey));

test('Gemini counts its own tokens', async ({ gemini, upstream }) => {
  upstream.on('gemini.count', json({ totalTokens: 31 }));
  expect((await gemini.models.countTokens({ model: 'gemini-fake', contents: 'Hi.' })).totalTokens).toBe(31);
});

test("the tokens of others' models are estimated, and more words are more tokens", async ({ gemini, upstream }) => {
  const count = async (contents: string) =>
    (await gemini.models.countTokens({ model: 'gpt-fake', contents })).totalTokens ?? 0;
  const few = await count('Hello, world.');
  expect(few).toBeGreaterThan(2);
  expect(await count('Hello, world. '.repeat(10))).toBeGreaterThan(few);
  expect(upstream.requests).toEqual([]);
});

test.for([undefined, 'v1beta'] as const)(
  'all models are listed under names to ask for (%s)',
  async (version, { gateway, apiKey }) => {
    const gemini = geminiClient(gateway, apiKey, version);
    const names = (await Array.fromAsync(await gemini.models.list())).map(({ name = '' }) => name);
    expect(names).toContain('models/gemini-fake');
    expect(names.some((name) => name.includes('llama-fake'))).toBe(true);
    for (const name of names) expect((await gemini.models.get({ model: name })).name).toBe(name);
  },
);

test('a model that nobody lists is not found', async ({ gemini }) => {
  await expect(gemini.models.get({ model: 'nobody-has-this' })).rejects.toMatchObject({ status: 404 });
});
