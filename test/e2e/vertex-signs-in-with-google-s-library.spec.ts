import { accessToken, geminiChunk } from '../fakes/upstream/gemini.payloads.ts';
import { json } from '../fakes/upstream/scenarios.ts';
import { expect, test } from './fixtures.ts';

const QUESTION = { model: 'vertex/gemini-fake', messages: [{ role: 'user' as const, content: 'Hi.' }] };
const PATH = '/v1/projects/project-fake/locations/global/publishers/google/models/gemini-fake:generateContent';

test('one token is fetched for all requests and sent with each', async ({ openai, upstream }) => {
  upstream.on('google.token', accessToken('ya29.canary-of-a-token'));
  upstream.on('vertex.generate', json(geminiChunk([{ text: 'Hello.' }], 'STOP')));
  await Promise.all([openai.chat.completions.create(QUESTION), openai.chat.completions.create(QUESTION)]);
  await openai.chat.completions.create(QUESTION);
  const requests = upstream.requestsTo('vertex.generate');
  expect(requests.map(({ path }) => path)).toEqual([PATH, PATH, PATH]);
  expect(new Set(requests.map(({ headers }) => headers.authorization))).toEqual(
    new Set(['Bearer ya29.canary-of-a-token']),
  );
  expect(upstream.requestsTo('google.token')).toHaveLength(1);
});

test('a token that the vendor repeats does not reach the client', async ({ openai, upstream }) => {
  upstream.on('vertex.generate', json({ error: { code: 403, message: 'Not with ya29.canary-of-a-token.' } }, 403));
  await expect(openai.chat.completions.create(QUESTION)).rejects.toThrow('Not with [redacted].');
});
