import { chatCompletion } from '../fakes/upstream/openai.payloads.ts';
import { json, openaiError, type Scenario } from '../fakes/upstream/scenarios.ts';
import { login } from '../setup/accounts.ts';
import { samplesOf } from '../setup/prometheus-text.ts';
import { rawChat } from '../setup/raw-chat.ts';
import { expect, routesFile, test } from './routed.fixtures.ts';

const CALL = 'openai.chat';
const routeOf = (model: string, cooldown: string) => ({
  model,
  cooldown,
  affinity: { enabled: false },
  targets: [
    { provider: 'left', model },
    { provider: 'right', model, priority: 1 },
  ],
});

test.override('env', ({ left, right }) => ({
  GATEWAY_CONFIG: routesFile({ left, right }, [
    routeOf('key', '1h'),
    routeOf('model', '1h'),
    routeOf('item', '1h'),
    { model: 'alone', targets: [{ provider: 'left', model: 'alone' }] },
  ]),
}));

const REFUSALS: readonly [model: string, asked: number, Scenario][] = [
  ['key', 1, openaiError(401, { message: 'Incorrect API key provided.' })],
  ['model', 1, openaiError(404, { message: 'The model `model` does not exist.', code: 'model_not_found' })],
  // What one request names is no news of the next.
  ['item', 3, openaiError(404, { message: "Item with id 'rs_1' not found." })],
];

test.for(REFUSALS)(
  '%s: of three requests it is asked for %i',
  async ([model, asked, refusal], { gateway, apiKey, owner, left, right }) => {
    left.reset();
    left.on(CALL, refusal);
    right.on(CALL, json(chatCompletion()));
    for (let times = 0; times < 3; times += 1) {
      const answer = await rawChat(gateway, apiKey, { model, messages: [{ role: 'user', content: 'Hi.' }] });
      expect([answer.status, answer.headers.get('x-gateway-provider')]).toEqual([200, 'right']);
    }
    expect(left.requestsTo(CALL)).toHaveLength(asked);

    const token = await login(gateway, owner);
    const { body } = await gateway.call<{ providers: { name: string; targets: Record<string, unknown>[] }[] }>(
      'GET',
      '/health/upstreams',
      { token },
    );
    const target = body.providers.find(({ name }) => name === 'left')?.targets.find((each) => each['model'] === model);
    expect(target?.['cooldown_until']).toEqual(asked === 1 ? expect.any(String) : null);
    const exposition = await (await fetch(`${gateway.url}/metrics`)).text();
    const cooled = samplesOf(exposition, 'gateway_cooldowns_total').filter(({ labels }) => labels['model'] === model);
    expect(cooled.map(({ value }) => value)).toEqual(asked === 1 ? [1] : []);
  },
);

test('where there is no other it is asked every time', async ({ gateway, apiKey, left }) => {
  left.reset();
  left.on(CALL, openaiError(401, { message: 'Incorrect API key provided.' }));
  for (let times = 0; times < 2; times += 1) {
    const answer = await rawChat(gateway, apiKey, { model: 'alone', messages: [{ role: 'user', content: 'Hi.' }] });
    await answer.text();
    expect(answer.headers.get('x-gateway-attempts')).toBe('1');
  }
  expect(left.requestsTo(CALL)).toHaveLength(2);
});
