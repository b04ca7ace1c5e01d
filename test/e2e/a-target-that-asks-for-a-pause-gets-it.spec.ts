import { chatCompletion } from '../fakes/upstream/openai.payloads.ts';
import { json, openaiError } from '../fakes/upstream/scenarios.ts';
import { rawChat } from '../setup/raw-chat.ts';
import { expect, routesFile, test } from './routed.fixtures.ts';

const QUESTION = { model: 'fast', messages: [{ role: 'user', content: 'Hi.' }] };
const TOO_MANY = openaiError(429, { message: 'Slow down.' }, { 'retry-after': '600' });

test.override('env', ({ left, right }) => ({
  GATEWAY_CONFIG: routesFile({ left, right }, [
    {
      model: 'fast',
      targets: [
        { provider: 'left', model: 'm' },
        { provider: 'right', model: 'm', priority: 1 },
      ],
    },
  ]),
}));

test('nobody asks it meanwhile; where all want one, the client hears how long', async ({
  gateway,
  apiKey,
  left,
  right,
}) => {
  left.on('openai.chat', TOO_MANY);
  right.on('openai.chat', json(chatCompletion()));
  for (let times = 0; times < 3; times += 1) {
    const answer = await rawChat(gateway, apiKey, QUESTION);
    expect([answer.status, answer.headers.get('x-gateway-provider')]).toEqual([200, 'right']);
  }
  expect(left.requestsTo('openai.chat')).toHaveLength(1);

  right.on('openai.chat', TOO_MANY);
  expect((await rawChat(gateway, apiKey, QUESTION)).status).toBe(429);
  const refused = await rawChat(gateway, apiKey, { ...QUESTION, stream: true });
  expect(refused.status).toBe(429);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(590);
  expect(await refused.json()).toMatchObject({ error: { code: 'targets_cooling_down' } });
  expect(left.requestsTo('openai.chat')).toHaveLength(1);
  expect(right.requestsTo('openai.chat')).toHaveLength(4);
});
