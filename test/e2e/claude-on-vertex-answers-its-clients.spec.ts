import { anthropicVendor } from '../fakes/vendors/anthropic.vendor.ts';
import { anthropicSdk } from '../setup/sdks/anthropic.sdk.ts';
import { openaiChatSdk } from '../setup/sdks/openai-chat.sdk.ts';
import { expect, test } from './fixtures.ts';

const SAYS = { text: 'Let me look.', call: { id: 'toolu_1', name: 'weather', arguments: { place: 'Bremen' } } };
const PATH = '/v1/projects/project-fake/locations/global/publishers/anthropic/models/claude-fake';
const WAYS = [
  { stream: false, endpoint: 'vertex.claude', path: `${PATH}:rawPredict` },
  { stream: true, endpoint: 'vertex.claude-stream', path: `${PATH}:streamRawPredict` },
] as const;

// https://docs.claude.com/en/api/claude-on-vertex-ai: the model stands in the URL, the version in the body.
test.for([anthropicSdk, openaiChatSdk].flatMap((sdk) => WAYS.map((way) => ({ ...way, sdk, client: sdk.name }))))(
  '$client (streamed: $stream)',
  async ({ sdk, stream, endpoint, path }, { gateway, apiKey, upstream }) => {
    upstream.on(endpoint, stream ? anthropicVendor.stream(SAYS) : anthropicVendor.whole(SAYS));
    const question = { model: 'vertex/claude-fake', stream, tool: SAYS.call.name };
    const turn = await sdk.ask(gateway, apiKey, question);
    const { name, arguments: input } = SAYS.call;
    expect(turn.said).toEqual({ text: SAYS.text, calls: [{ name, arguments: input }] });

    const request = upstream.requestTo(endpoint);
    expect(request.path).toBe(path);
    expect(request.headers['authorization']).toBe('Bearer ya29.fake');
    expect(request.headers['anthropic-version']).toBeUndefined();
    expect(request.json()).not.toHaveProperty('model');
    expect(request.json()).toMatchObject({ anthropic_version: 'vertex-2023-10-16', tools: [{ name }] });
  },
);
