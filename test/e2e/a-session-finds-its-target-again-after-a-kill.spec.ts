import { chatCompletion } from '../fakes/upstream/openai.payloads.ts';
import { json } from '../fakes/upstream/scenarios.ts';
import { eventually } from '../setup/eventually.ts';
import { Gateway } from '../setup/gateway.ts';
import { rawChat } from '../setup/raw-chat.ts';
import { samplesOf } from '../setup/prometheus-text.ts';
import { expect, fastRoute, routesFile, test } from './routed.fixtures.ts';

const SESSIONS = 20;
const QUESTION = { model: 'fast', messages: [{ role: 'user', content: 'Hi.' }] };

test.override('env', ({ left, right }) => ({ GATEWAY_CONFIG: routesFile({ left, right }, [fastRoute()]) }));

/** Which provider answers each session, and what the gateway says of the session. */
async function askAll(gateway: Gateway, apiKey: string) {
  const providers: string[] = [];
  const affinity = new Set<string | null>();
  for (let session = 0; session < SESSIONS; session += 1) {
    const answer = await rawChat(gateway, apiKey, QUESTION, { headers: { 'x-session-id': `session-${session}` } });
    expect(answer.status).toBe(200);
    providers.push(String(answer.headers.get('x-gateway-provider')));
    affinity.add(answer.headers.get('x-gateway-affinity'));
    await answer.arrayBuffer();
  }
  return { providers, affinity: [...affinity] };
}

test('each session goes where it was before kill -9', async ({ gateway, apiKey, left, right, env, database }) => {
  for (const vendor of [left, right]) vendor.on('openai.chat', json(chatCompletion()));
  const first = await askAll(gateway, apiKey);
  expect(first.affinity).toEqual(['new']);
  expect(new Set(first.providers)).toEqual(new Set(['left', 'right']));
  expect(await askAll(gateway, apiKey)).toEqual({ providers: first.providers, affinity: ['hit'] });
  const { body } = await gateway.call<string>('GET', '/metrics');
  expect(samplesOf(body, 'gateway_affinity_total').map(({ labels, value }) => [labels['result'], value])).toEqual([
    ['new', SESSIONS],
    ['hit', SESSIONS],
  ]);
  await gateway.stop('SIGKILL');

  // Another data folder: another machine, with nothing but the database in common.
  await using successor = await Gateway.start({ env: { ...env, DATABASE_URL: database.url } });
  await eventually('the bindings are read', async () => (await askAll(successor, apiKey)).affinity.join() === 'hit');
  expect((await askAll(successor, apiKey)).providers).toEqual(first.providers);
});
