import { openaiResponsesVendor } from '../fakes/vendors/openai-responses.vendor.ts';
import { anthropicSdk } from '../setup/sdks/anthropic.sdk.ts';
import { openaiChatLoop, openaiChatSdk } from '../setup/sdks/openai-chat.sdk.ts';
import { expect, test } from './fixtures.ts';

const KEY = 'pplx-canary';
const SAYS = { text: 'It rains.', call: { id: 'call_1', name: 'weather', arguments: { place: 'Bremen' } } };

test.override('env', ({ vendor }) => ({ PERPLEXITY_API_KEY: KEY, PERPLEXITY_BASE_URL: `${vendor.url}/v1` }));

// Its Agent API is Responses and nothing else.
test.for(
  [openaiChatSdk, openaiChatLoop, anthropicSdk].flatMap((sdk) =>
    [false, true].map((stream) => ({ sdk, client: sdk.name, stream })),
  ),
)('$client is answered (streamed: $stream)', async ({ sdk, stream }, { gateway, apiKey, upstream }) => {
  const { whole, stream: streamed } = openaiResponsesVendor;
  upstream.on('openai.responses', stream ? streamed(SAYS) : whole(SAYS));
  const turn = await sdk.ask(gateway, apiKey, { model: 'perplexity/sonar-fake', stream, tool: SAYS.call.name });
  const { name, arguments: input } = SAYS.call;
  expect(turn.said).toEqual({ text: SAYS.text, calls: [{ name, arguments: input }] });
  const request = upstream.requestTo('openai.responses');
  expect(request.headers['authorization']).toBe(`Bearer ${KEY}`);
  expect(request.json()).toMatchObject({ model: 'sonar-fake', tools: [{ type: 'function', name }] });

  upstream.reset();
  upstream.on('openai.responses', whole({ text: 'Take a coat.' }));
  expect((await turn.continue('perplexity/sonar-fake', 'rain')).text).toBe('Take a coat.');
  expect(upstream.requestTo('openai.responses').json()).toMatchObject({
    input: expect.arrayContaining([
      expect.objectContaining({ type: 'function_call_output', output: 'rain' }),
    ]) as object,
  });
});
