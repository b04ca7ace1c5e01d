import { ApiError } from '@google/genai';
import { geminiChunk, geminiError, geminiFrame, geminiStream } from '../fakes/upstream/gemini.payloads.ts';
import { chunk } from '../fakes/upstream/openai.payloads.ts';
import { cutAfter, json, openaiError } from '../fakes/upstream/scenarios.ts';
import { geminiClient } from '../setup/gemini-client.ts';
import { expect, test, VENDOR_KEY } from './fixtures.ts';

interface ErrorBody {
  readonly error: { code: number; message: string; status: string; details: Record<string, unknown>[] };
}

const post = (url: string, headers: Record<string, string>, body = '{"contents":[{"parts":[{"text":"Hi."}]}]}') =>
  fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body });

test("the gateway's own errors have Google's shape on Google's paths", async ({ gateway, apiKey }) => {
  const url = `${gateway.url}/v1beta/models/gemini-fake`;
  const key = { 'x-goog-api-key': apiKey };
  const cases: [Promise<Response>, number, string][] = [
    [post(`${url}:generateContent`, {}), 401, 'UNAUTHENTICATED'],
    [post(`${url}:generateContent?key=aig_wrong`, {}), 401, 'UNAUTHENTICATED'],
    [post(`${url}:generateContent`, key, '{"contents":'), 400, 'INVALID_ARGUMENT'],
    [post(`${url}:generateContent`, key, '{"contents":{}}'), 400, 'INVALID_ARGUMENT'],
    [post(`${url}:paintContent`, key), 404, 'NOT_FOUND'],
    [post(`${gateway.url}/v1beta/nothing`, key), 404, 'NOT_FOUND'],
    [post(`${url}:generateContent`, { ...key, 'content-type': 'application/xml' }), 415, 'INVALID_ARGUMENT'],
    [post(`${gateway.url}/v1/models/gemini-fake:generateContent`, {}), 401, 'UNAUTHENTICATED'],
  ];
  for (const [asked, code, status] of cases) {
    const response = await asked;
    expect(response.status).toBe(code);
    expect(await response.json()).toMatchObject({ error: { code, status } });
  }
});

test('a vendor of another dialect says when to come back: in the header and in the details', async ({
  gateway,
  apiKey,
  upstream,
}) => {
  upstream.on('openai.chat', openaiError(429, { message: 'Slow down.' }, { 'retry-after': '7' }));
  const response = await post(`${gateway.url}/v1beta/models/gpt-fake:generateContent`, { 'x-goog-api-key': apiKey });
  const { error } = (await response.json()) as ErrorBody;
  expect(response.headers.get('retry-after')).toBe('7');
  expect(error).toMatchObject({ code: 429, status: 'RESOURCE_EXHAUSTED', message: 'Slow down.' });
  expect(error.details).toContainEqual({ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '7s' });
});

test("Google's retry delay becomes the header that other clients know", async ({ gateway, apiKey, upstream }) => {
  const retry = { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '34.4s' };
  upstream.on('gemini.generate', geminiError(429, 'RESOURCE_EXHAUSTED', 'Quota.', [retry]));
  const response = await post(
    `${gateway.url}/v1/chat/completions`,
    { authorization: `Bearer ${apiKey}` },
    JSON.stringify({ model: 'gemini-fake', messages: [{ role: 'user', content: 'Hi.' }] }),
  );
  expect(response.status).toBe(429);
  expect(response.headers.get('retry-after')).toBe('35');
  expect(await response.json()).toMatchObject({ error: { message: 'Quota.', code: 'RESOURCE_EXHAUSTED' } });
});

test('the SDK throws what the vendor said, without our key in it', async ({ gateway, apiKey, upstream }) => {
  upstream.on('gemini.generate', geminiError(400, 'INVALID_ARGUMENT', `API key not valid: ${VENDOR_KEY}.`));
  const asked = geminiClient(gateway, apiKey).models.generateContent({ model: 'gemini-fake', contents: 'Hi.' });
  const error = await asked.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ApiError);
  expect(String(error)).toContain('API key not valid: [redacted]');
});

test.for([
  ['gemini-fake', 'gemini.stream', geminiFrame(geminiChunk([{ text: 'Once' }]))],
  ['gpt-fake', 'openai.chat', `data: ${JSON.stringify(chunk({ role: 'assistant', content: 'Once' }))}\n\n`],
] as const)(
  'a stream of %s that breaks throws in the SDK',
  async ([model, endpoint, first], { gateway, apiKey, upstream }) => {
    upstream.on(endpoint, cutAfter(first));
    const stream = await geminiClient(gateway, apiKey).models.generateContentStream({ model, contents: 'Hi.' });
    const seen: string[] = [];
    const reading = (async () => {
      for await (const { text } of stream) seen.push(text ?? '');
    })();
    await expect(reading).rejects.toBeInstanceOf(ApiError);
    expect(seen.join('')).toBe('Once');
  },
);

test('an error of the vendor in mid-stream, bare as it sends it, fails the stream of other dialects', async ({
  openai,
  upstream,
}) => {
  upstream.on('gemini.stream', async (exchange) => {
    await exchange.startStream('sse').send(geminiFrame(geminiChunk([{ text: 'Once' }])));
    await exchange.send(
      JSON.stringify({ error: { code: 503, message: 'Overloaded.', status: 'UNAVAILABLE' } }, null, 2),
    );
    exchange.end();
  });
  const stream = await openai.chat.completions.create(
    { model: 'gemini-fake', messages: [{ role: 'user', content: 'Hi.' }], stream: true },
    { headers: { 'x-gateway-stream-error': 'raise' } },
  );
  await expect(Array.fromAsync(stream)).rejects.toThrow('Overloaded.');
});

test('a blocked prompt is a content filter, not an empty answer', async ({ openai, gateway, apiKey, upstream }) => {
  const blocked = {
    promptFeedback: { blockReason: 'SAFETY' },
    usageMetadata: { promptTokenCount: 9, totalTokenCount: 9 },
  };
  upstream.on('gemini.generate', json(blocked));
  upstream.on('gemini.stream', geminiStream([blocked]));
  const messages = [{ role: 'user' as const, content: 'Hi.' }];
  const whole = await openai.chat.completions.create({ model: 'gemini-fake', messages });
  expect(whole.choices[0]?.finish_reason).toBe('content_filter');
  const chunks = await Array.fromAsync(
    await openai.chat.completions.create({ model: 'gemini-fake', messages, stream: true }),
  );
  expect(chunks.at(-1)?.choices[0]?.finish_reason).toBe('content_filter');
  const own = await geminiClient(gateway, apiKey).models.generateContent({ model: 'gemini-fake', contents: 'Hi.' });
  expect(own.promptFeedback?.blockReason).toBe('SAFETY');
});
