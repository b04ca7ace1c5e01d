import { setTimeout as pass } from 'node:timers/promises';
import { chatCompletion, textChunks } from '../fakes/upstream/openai.payloads.ts';
import { json, type Scenario, sse } from '../fakes/upstream/scenarios.ts';
import { samplesOf } from '../setup/prometheus-text.ts';
import { rawChat } from '../setup/raw-chat.ts';
import { expect, routesFile, test } from './routed.fixtures.ts';

const CALL = 'openai.chat';
const routeOf = (model: string, budget: string) => ({
  model,
  affinity: { enabled: false },
  hedge: { after: '20ms', budget },
  targets: [
    { provider: 'left', model },
    { provider: 'right', model, priority: 1 },
  ],
});

test.override('env', ({ left, right }) => ({
  GATEWAY_CONFIG: routesFile({ left, right }, [routeOf('always', '100%'), routeOf('seldom', '50%')]),
}));

const question = (model: string, stream: boolean) => ({ model, stream, messages: [{ role: 'user', content: 'Hi.' }] });

test.for([false, true])(
  'the second target answers, the first is given up (stream: %s)',
  async (stream, { gateway, apiKey, left, right }) => {
    const slow = left.play(CALL);
    right.on(
      CALL,
      stream ? sse(textChunks('From', ' the right.')) : json(chatCompletion({ content: 'From the right.' })),
    );
    const answer = await rawChat(gateway, apiKey, question('always', stream));
    expect([answer.status, answer.headers.get('x-gateway-provider')]).toEqual([200, 'right']);
    expect(answer.headers.get('x-gateway-attempts')).toBe('2');
    expect(await answer.text()).toContain('the right.');
    await (
      await slow.next()
    ).aborted;
    const exposition = await (await fetch(`${gateway.url}/metrics`)).text();
    const won = samplesOf(exposition, 'gateway_upstream_hedges_total').find(({ labels }) => labels['result'] === 'won');
    expect(won).toMatchObject({ labels: { provider: 'right' }, value: stream ? 2 : 1 });
  },
);

/** Fifteen times as long as a route waits before it asks the second one. */
const slowAnswer: Scenario = async (exchange) => {
  await pass(300);
  exchange.json(chatCompletion({ content: 'From the left.' }));
};

test('no more than the budget: of two slow requests the first is waited for', async ({
  gateway,
  apiKey,
  left,
  right,
}) => {
  right.reset();
  right.on(CALL, json(chatCompletion({ content: 'From the right.' })));
  left.on(CALL, slowAnswer);
  const first = await rawChat(gateway, apiKey, question('seldom', false));
  expect([first.headers.get('x-gateway-provider'), first.headers.get('x-gateway-attempts')]).toEqual(['left', '1']);
  expect(right.requestsTo(CALL)).toHaveLength(0);
  left.play(CALL);
  const second = await rawChat(gateway, apiKey, question('seldom', false));
  expect([second.headers.get('x-gateway-provider'), second.headers.get('x-gateway-attempts')]).toEqual(['right', '2']);
});
