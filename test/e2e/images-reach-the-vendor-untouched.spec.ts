import { randomBytes } from 'node:crypto';
import { chatCompletion } from '../fakes/upstream/openai.payloads.ts';
import { json } from '../fakes/upstream/scenarios.ts';
import { expect, test } from './fixtures.ts';

test('an image of some megabytes arrives byte by byte', async ({ openai, upstream }) => {
  upstream.on('openai.chat', json(chatCompletion({ content: 'Noise.' })));
  const image = randomBytes(3 * 1024 * 1024);
  const request = {
    model: 'gpt-fake',
    messages: [
      {
        role: 'user' as const,
        content: [
          { type: 'text' as const, text: 'What is this?' },
          {
            type: 'image_url' as const,
            image_url: { url: `data:image/png;base64,${image.toString('base64')}`, detail: 'low' as const },
          },
        ],
      },
    ],
  };
  const completion = await openai.chat.completions.create(request);
  expect(completion.choices[0]?.message.content).toBe('Noise.');
  expect(upstream.requestTo('openai.chat').body.equals(Buffer.from(JSON.stringify(request)))).toBe(true);
});
