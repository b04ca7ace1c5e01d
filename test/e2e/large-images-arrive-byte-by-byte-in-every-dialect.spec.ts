import { randomBytes } from 'node:crypto';
import { describe } from 'vitest';
import { VENDORS } from '../fakes/vendors/index.ts';
import { expect, test } from './every-vendor.fixtures.ts';
import { anthropicClient } from '../setup/anthropic-client.ts';
import { openaiClient } from '../setup/openai-client.ts';
import { openaiChatVendor } from '../fakes/vendors/openai-chat.vendor.ts';

const IMAGE = randomBytes(1024 * 1024).toString('base64');
const SAYS = { text: 'Noise.' };
const AZURE = { ...openaiChatVendor, dialect: 'openai-chat at Azure', model: 'azure-openai/vision-fake' };
const TARGETS = [...VENDORS, { ...AZURE, endpoints: { whole: 'azure.v1-chat', stream: 'azure.v1-chat' } as const }];

describe.each(TARGETS)('$dialect', ({ model, endpoints, whole }) => {
  test('from a client of Anthropic’s', async ({ gateway, apiKey, upstream }) => {
    upstream.on(endpoints.whole, whole(SAYS));
    const source = { type: 'base64' as const, media_type: 'image/png' as const, data: IMAGE };
    const { content } = await anthropicClient(gateway, apiKey).messages.create({
      model,
      max_tokens: 100,
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'What is this?' },
            { type: 'image', source },
          ],
        },
      ],
    });
    expect(content).toMatchObject([SAYS]);
    expect(imagesIn(upstream.requestTo(endpoints.whole).text)).toEqual([IMAGE]);
  });

  test('from a client of OpenAI’s', async ({ gateway, apiKey, upstream }) => {
    upstream.on(endpoints.whole, whole(SAYS));
    const image = { url: `data:image/png;base64,${IMAGE}` };
    const { choices } = await openaiClient(gateway, apiKey).chat.completions.create({
      model,
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'What is this?' },
            { type: 'image_url', image_url: image },
          ],
        },
      ],
    });
    expect(choices[0]?.message.content).toBe(SAYS.text);
    expect(imagesIn(upstream.requestTo(endpoints.whole).text)).toEqual([IMAGE]);
  });
});

/** Every long run of base64, wherever the dialect has it. */
function imagesIn(body: string): string[] {
  return body.match(/[A-Za-z0-9+/=]{1000,}/g) ?? [];
}
