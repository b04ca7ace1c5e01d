import { chatCompletion } from '../fakes/upstream/openai.payloads.ts';
import { json, openaiError } from '../fakes/upstream/scenarios.ts';
import { eventually } from '../setup/eventually.ts';
import { samplesOf } from '../setup/prometheus-text.ts';
import { rawChat } from '../setup/raw-chat.ts';
import { expect, fastRoute, routesFile, test } from './routed.fixtures.ts';

const QUESTION = { model: 'fast', messages: [{ role: 'user', content: 'Hi.' }] };
const DOWN = openaiError(503, { message: 'down' });

test.override('env', ({ left, right }) => ({
  GATEWAY_CONFIG: routesFile({ left, right }, [
    fastRoute({ breaker: { failures: 2, coolDown: '10m' }, retry: { attempts: 1 } }),
  ]),
}));

test('answers come from the other target, and the session moves when its own has broken', async ({
  gateway,
  apiKey,
  left,
  right,
}) => {
  const vendors = { left, right };
  for (const vendor of [left, right]) vendor.on('openai.chat', json(chatCompletion()));
  const ask = async () => {
    const answer = await rawChat(gateway, apiKey, QUESTION, { headers: { 'x-session-id': 's' } });
    await answer.arrayBuffer();
    const header = (name: string) => answer.headers.get(`x-gateway-${name}`);
    return [answer.status, header('provider'), header('affinity'), header('attempts')];
  };
  const [, home] = await ask();
  const other = home === 'left' ? 'right' : 'left';
  vendors[home as 'left' | 'right'].on('openai.chat', DOWN);
  // Two failures in a row open the breaker; until then the session is at home there.
  expect(await ask()).toEqual([200, other, 'hit', '2']);
  expect(await ask()).toEqual([200, other, 'hit', '2']);
  expect(await ask()).toEqual([200, other, 'moved', '1']);
  expect(await ask()).toEqual([200, other, 'hit', '1']);

  const { body } = await gateway.call<string>('GET', '/metrics');
  const states = samplesOf(body, 'gateway_breaker_state').map(({ labels, value }) => [labels['provider'], value]);
  expect(states.toSorted()).toEqual(
    [
      [home, 2],
      [other, 0],
    ].toSorted(),
  );
  const lines = await eventually('all are logged', () => {
    const requests = gateway.log.filter(({ msg }) => msg === 'request');
    return requests.length === 5 && requests;
  });
  expect(lines.at(-2)?.['route']).toEqual({
    name: 'fast',
    chosen: [`${other}/m (least-loaded)`],
    skipped: { [`${home}/m`]: 'open' },
    affinity: 'moved',
  });
});
