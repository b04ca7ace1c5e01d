import { chatCompletion, chunk } from '../fakes/upstream/openai.payloads.ts';
import { json, sse } from '../fakes/upstream/scenarios.ts';
import { AZURE_KEY, expect, test } from './cloud-vendors.fixtures.ts';

const QUESTION = { model: 'azure-openai/my-gpt', messages: [{ role: 'user' as const, content: 'Hi.' }] };
const SAFE = { hate: { filtered: false, severity: 'safe' } };

test('the v1 surface gets the deployment as the model', async ({ openai, upstream }) => {
  upstream.on('azure.v1-chat', json(chatCompletion({ content: 'Hello.' })));
  const { choices } = await openai.chat.completions.create(QUESTION);
  expect(choices[0]?.message.content).toBe('Hello.');
  const request = upstream.requestTo('azure.v1-chat');
  expect(request.path).toBe('/openai/v1/chat/completions');
  expect(request.headers).toMatchObject({ 'api-key': AZURE_KEY });
  expect(request.headers['authorization']).toBeUndefined();
  expect(request.json()).toMatchObject({ model: 'my-gpt' });
});

test('what the filter says passes: before the answer, beside it, in place of it', async ({ openai, upstream }) => {
  const results = {
    choices: [],
    created: 0,
    id: '',
    model: '',
    object: '',
    prompt_filter_results: [{ prompt_index: 0 }],
  };
  const words = chunk({ role: 'assistant', content: 'Hello.' });
  const filtered = { ...words, choices: words.choices.map((choice) => ({ ...choice, content_filter_results: SAFE })) };
  upstream.on('azure.v1-chat', sse([results, filtered, chunk({}, 'content_filter')]));
  const chunks = await Array.fromAsync(await openai.chat.completions.create({ ...QUESTION, stream: true }));
  expect(chunks).toEqual([results, filtered, chunk({}, 'content_filter')]);

  const { message: _, ...withoutMessage } = chatCompletion().choices[0] ?? {};
  const blocked = { ...chatCompletion(), choices: [{ ...withoutMessage, finish_reason: 'content_filter' }] };
  upstream.on('azure.v1-chat', json(blocked));
  expect(await openai.chat.completions.create(QUESTION)).toEqual(blocked);
});

test('a prompt that the filter refuses keeps what Azure says about it', async ({ openai, upstream }) => {
  const error = {
    message: 'The response was filtered.',
    type: null,
    param: 'prompt',
    code: 'content_filter',
    status: 400,
    innererror: { code: 'ResponsibleAIPolicyViolation', content_filter_result: SAFE },
  };
  upstream.on('azure.v1-chat', json({ error }, 400));
  await expect(openai.chat.completions.create(QUESTION)).rejects.toMatchObject({ status: 400, error });
});

test('a limit says in milliseconds when to come again', async ({ openai, upstream }) => {
  const error = { code: 'RateLimitReached', message: 'Slow down.' };
  upstream.on('azure.v1-chat', json({ error }, 429, { 'retry-after': '2', 'retry-after-ms': '1500' }));
  const refusal = openai.chat.completions.create(QUESTION);
  await expect(refusal).rejects.toMatchObject({ status: 429, code: 'RateLimitReached' });
  const headers = await refusal.catch((cause: { headers: Headers }) => cause.headers);
  expect((headers as Headers).get('retry-after')).toBe('2');
});

test('deployments are listed as models', async ({ openai }) => {
  const ids = (await Array.fromAsync(openai.models.list())).map(({ id }) => id);
  expect(ids.some((id) => id.endsWith('my-gpt'))).toBe(true);
});
