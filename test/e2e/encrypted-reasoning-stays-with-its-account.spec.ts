import { anthropicSdk } from '../setup/sdks/anthropic.sdk.ts';
import { geminiSdk } from '../setup/sdks/gemini.sdk.ts';
import { openaiChatSdk } from '../setup/sdks/openai-chat.sdk.ts';
import { expect, test } from './fixtures.ts';
import { DONE, RESPONSES, TOOL } from './signed.vendors.ts';

test.override('env', ({ vendor }) => ({ PERPLEXITY_API_KEY: 'pplx-fake', PERPLEXITY_BASE_URL: `${vendor.url}/v1` }));

// Complaint: reasoning that one organisation's key encrypted is balanced to another's, which answers 400
// `invalid_encrypted_content` (https://github.com/vercel/ai/issues/7543).
test.for([anthropicSdk, geminiSdk, openaiChatSdk].map((sdk) => ({ sdk, client: sdk.name })))(
  'a conversation of $client that moves to another account leaves it behind, and says so',
  async ({ sdk }, { gateway, apiKey, upstream }) => {
    upstream.on(RESPONSES.endpoints.whole, RESPONSES.whole);
    const turn = await sdk.ask(gateway, apiKey, { model: RESPONSES.model, stream: false, tool: TOOL });

    upstream.reset();
    upstream.on(RESPONSES.endpoints.whole, RESPONSES.done);
    const { text, dropped } = await turn.continue('perplexity/sonar-fake', 'rain');
    expect(text).toBe(DONE);
    expect(dropped).toMatch(/\[1\]/);
    const request = upstream.requestTo(RESPONSES.endpoints.whole);
    expect(RESPONSES.returned(request)).toEqual([]);
    expect(request.text).not.toContain('encrypted_content":');
  },
);
