import { chatCompletion } from '../fakes/upstream/openai.payloads.ts';
import { json } from '../fakes/upstream/scenarios.ts';
import { GatewayFile } from '../setup/gateway-file.ts';
import { rawChat } from '../setup/raw-chat.ts';
import { expect, test as base } from './fixtures.ts';

// gpt-4o costs more than ten times as much as gpt-4o-mini (https://openai.com/api/pricing/); nobody has a price for gpt-fake.
const test = base.override('env', ({ vendor }) => ({
  GATEWAY_CONFIG: new GatewayFile(`
providers:
  - { name: dear, kind: openai, baseUrl: "${vendor.url}/v1", apiKey: env:VENDOR_KEY }
  - { name: cheap, kind: openai, baseUrl: "${vendor.url}/v1", apiKey: env:VENDOR_KEY }
prices:
  - { provider: dear, model: gpt-4.1, input: 0.01, output: 0.02 }
routes:
  - model: listed
    picker: cost
    affinity: { enabled: false }
    targets:
      - { provider: dear, model: gpt-4o }
      - { provider: cheap, model: gpt-4o-mini }
      - { provider: dear, model: gpt-fake }
  - model: own
    picker: cost
    affinity: { enabled: false }
    targets:
      - { provider: cheap, model: gpt-4o-mini }
      - { provider: dear, model: gpt-4.1 }
`).path,
  VENDOR_KEY: 'sk-canary-of-the-vendor',
}));

test.for([
  ['listed', 'cheap', 'gpt-4o-mini'],
  ['own', 'dear', 'gpt-4.1'],
])('%s: %s/%s', async ([route, provider, model], { gateway, apiKey, upstream }) => {
  upstream.on('openai.chat', json(chatCompletion()));
  for (let times = 0; times < 3; times += 1) {
    const answer = await rawChat(gateway, apiKey, { model: route, messages: [{ role: 'user', content: 'Hi.' }] });
    await answer.text();
    const { headers } = answer;
    expect([headers.get('x-gateway-provider'), headers.get('x-gateway-model')]).toEqual([provider, model]);
  }
});
