import { chatCompletion } from '../fakes/upstream/openai.payloads.ts';
import { json } from '../fakes/upstream/scenarios.ts';
import { rawChat } from '../setup/raw-chat.ts';
import { expect, routesFile, test } from './routed.fixtures.ts';

const TOOLS = [{ type: 'function', function: { name: 'look', parameters: { type: 'object' } } }];
const question = (content: unknown, more: object = {}) => ({
  model: 'fast',
  messages: [{ role: 'user', content }],
  ...more,
});
const PICTURE = [{ type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } }];

test.override('env', ({ left, right }) => ({
  GATEWAY_CONFIG: routesFile({ left, right }, [
    {
      model: 'fast',
      affinity: { enabled: false },
      targets: [
        { provider: 'left', model: 'm', can: { tools: false, vision: false } },
        { provider: 'right', model: 'm', priority: 1, can: { vision: false } },
      ],
    },
    {
      model: 'trial',
      targets: [
        { provider: 'left', model: 'm', canary: '30%' },
        { provider: 'right', model: 'm' },
      ],
    },
    { model: 'eu', targets: [{ provider: 'left', model: 'm', when: { tags: ['eu'] } }] },
  ]),
}));

test('tools go where tools are taken, and a picture that nobody takes is refused with every reason', async ({
  gateway,
  apiKey,
  left,
  right,
}) => {
  for (const vendor of [left, right]) vendor.on('openai.chat', json(chatCompletion()));
  const providerFor = async (body: object) => (await rawChat(gateway, apiKey, body)).headers.get('x-gateway-provider');
  expect(await providerFor(question('Hi.'))).toBe('left');
  expect(await providerFor(question('Hi.', { tools: TOOLS }))).toBe('right');

  const asked = left.requests.length + right.requests.length;
  const refused = await rawChat(gateway, apiKey, question(PICTURE));
  expect(refused.status).toBe(400);
  expect(await refused.json()).toMatchObject({
    error: { code: 'no_target_available', message: expect.stringMatching(/left\/m: .*images; right\/m: .*images/) },
  });
  expect(left.requests.length + right.requests.length).toBe(asked);
});

test('a route of other tags does not exist', async ({ gateway, apiKey, left }) => {
  left.on('openai.chat', json(chatCompletion()));
  const ask = (headers: Record<string, string>) =>
    rawChat(gateway, apiKey, question('Hi.', { model: 'eu' }), { headers });
  expect((await ask({})).status).toBe(404);
  expect((await ask({ 'x-gateway-tags': 'eu' })).status).toBe(200);
});

test('a canary gets about its share of the sessions, each on one side', async ({ gateway, apiKey, left, right }) => {
  for (const vendor of [left, right]) vendor.on('openai.chat', json(chatCompletion()));
  const sideOf = async (session: number) => {
    const headers = { 'x-session-id': `session-${session}` };
    const answer = await rawChat(gateway, apiKey, question('Hi.', { model: 'trial' }), { headers });
    return answer.headers.get('x-gateway-provider');
  };
  const sides: (string | null)[] = [];
  for (let session = 0; session < 100; session += 1) sides.push(await sideOf(session));
  const onTrial = sides.filter((side) => side === 'left').length;
  // Sides are a hash of user, route and session; users differ from run to run. Six deviations off 30 of 100.
  expect(onTrial).toBeGreaterThan(3);
  expect(onTrial).toBeLessThan(57);
  for (let session = 0; session < 10; session += 1) expect(await sideOf(session)).toBe(sides[session]);
});
