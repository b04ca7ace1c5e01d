import { zodResponseFormat } from 'openai/helpers/zod';
import { z } from 'zod';
import { chatCompletion } from '../fakes/upstream/openai.payloads.ts';
import { json } from '../fakes/upstream/scenarios.ts';
import { expect, test } from './fixtures.ts';

const Place = z.object({ name: z.string(), inhabitants: z.number() });

test('chat.completions.parse gives the typed object, and the schema reaches the vendor', async ({
  openai,
  upstream,
}) => {
  upstream.on('openai.chat', json(chatCompletion({ content: '{"name":"Bremen","inhabitants":577026}' })));
  const request = {
    model: 'gpt-fake',
    messages: [{ role: 'user' as const, content: 'Which city?' }],
    response_format: zodResponseFormat(Place, 'place'),
  };
  const completion = await openai.chat.completions.parse(request);
  expect(completion.choices[0]?.message.parsed).toEqual({ name: 'Bremen', inhabitants: 577_026 });
  expect(upstream.requestTo('openai.chat').text).toBe(JSON.stringify(request));
});
