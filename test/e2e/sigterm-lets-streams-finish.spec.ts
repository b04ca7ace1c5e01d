import type { FakeUpstream } from '../fakes/upstream.ts';
import { chunk } from '../fakes/upstream/openai.payloads.ts';
import { issueKey, register } from '../setup/accounts.ts';
import { BodyReader } from '../setup/body-reader.ts';
import { eventually } from '../setup/eventually.ts';
import { Gateway } from '../setup/gateway.ts';
import { rawChat } from '../setup/raw-chat.ts';
import { expect, test } from './fixtures.ts';

const QUESTION = { model: 'gpt-fake', messages: [{ role: 'user', content: 'Tell.' }], stream: true };

/** A stream under way: its first frame is with the client. */
async function openStream(gateway: Gateway, vendor: FakeUpstream) {
  const credentials = { email: `${gateway.pid}@example.com`, password: 'a-long-enough-password' };
  const key = await issueKey(gateway, await register(gateway, credentials));
  const exchanges = vendor.play('openai.chat');
  const pending = rawChat(gateway, key.api_key, QUESTION);
  const exchange = (await exchanges.next()).startStream();
  await exchange.sse(chunk({ content: 'Once' }));
  const reader = new BodyReader(await pending);
  await reader.until('Once');
  return { exchange, reader };
}

function isRefused(url: string): Promise<boolean> {
  return fetch(url).then(
    () => false,
    (error: Error) => (error.cause as NodeJS.ErrnoException | undefined)?.code === 'ECONNREFUSED',
  );
}

test('a stream under way is finished, new connections are refused, the exit code is 0', async ({
  upstream,
  database,
}) => {
  const env = { DATABASE_URL: database.url, OPENAI_BASE_URL: `${upstream.url}/v1` };
  await using gateway = await Gateway.start({ env });
  const { exchange, reader } = await openStream(gateway, upstream);
  gateway.kill('SIGTERM');
  await eventually('new connections are refused', () => isRefused(`${gateway.url}/health/live`));
  // A second signal, as Ctrl-C under npm sends it, changes nothing.
  gateway.kill('SIGTERM');
  await exchange.sse(chunk({ content: ' upon a time' }));
  await exchange.sse(chunk({}, 'stop'));
  await exchange.sse('[DONE]');
  exchange.end();
  const body = await reader.all();
  expect(body).toContain(' upon a time');
  expect(body.endsWith('data: [DONE]\n\n')).toBe(true);
  expect(await gateway.exited).toMatchObject({ code: 0, signal: null });
});

test('a stream that outlasts the grace is ended properly, and the vendor is told', async ({ upstream, database }) => {
  const env = { DATABASE_URL: database.url, OPENAI_BASE_URL: `${upstream.url}/v1`, SHUTDOWN_GRACE_MS: '100' };
  await using gateway = await Gateway.start({ env });
  const { exchange, reader } = await openStream(gateway, upstream);
  gateway.kill('SIGTERM');
  const body = await reader.all();
  expect(body).toMatch(/"finish_reason": ?"error"/);
  expect(body.endsWith('data: [DONE]\n\n')).toBe(true);
  await exchange.aborted;
  expect(await gateway.exited).toMatchObject({ code: 0, signal: null });
});

test('an idle gateway goes at once', async ({ database }) => {
  await using gateway = await Gateway.start({ env: { DATABASE_URL: database.url } });
  expect(await gateway.stop('SIGTERM')).toMatchObject({ code: 0, signal: null });
});

test('a gateway whose database never came goes to the end of its shutdown', async () => {
  const env = { DATABASE_URL: 'postgres://nobody:nothing@127.0.0.1:1/nowhere' };
  await using gateway = await Gateway.start({ env, untilReady: false });
  expect(await gateway.stop('SIGTERM')).toMatchObject({ code: 0, signal: null });
  expect(gateway.log.at(-1)).toMatchObject({ msg: 'stopped' });
});
