import { chunk } from '../fakes/upstream/openai.payloads.ts';
import { FakeUpstream } from '../fakes/upstream.ts';
import { issueKey, register } from '../setup/accounts.ts';
import { BodyReader } from '../setup/body-reader.ts';
import { eventually } from '../setup/eventually.ts';
import { Gateway } from '../setup/gateway.ts';
import { rawChat } from '../setup/raw-chat.ts';
import { expect, test } from './fixtures.ts';

const QUESTION = { model: 'gpt-fake', messages: [{ role: 'user', content: 'Tell.' }], stream: true };

/** A gateway of its own for each test, with one stream open and its first frame delivered. */
async function streaming(vendor: FakeUpstream, databaseUrl: string, env: Record<string, string> = {}) {
  const exchanges = vendor.play('openai.chat');
  const gateway = await Gateway.start({
    env: { DATABASE_URL: databaseUrl, OPENAI_BASE_URL: `${vendor.url}/v1`, ...env },
  });
  const credentials = { email: `${gateway.pid}@example.com`, password: 'a-long-enough-password' };
  const key = await issueKey(gateway, await register(gateway, credentials));
  const pending = rawChat(gateway, key.api_key, QUESTION);
  const exchange = (await exchanges.next()).startStream();
  await exchange.sse(chunk({ content: 'Once' }));
  const reader = new BodyReader(await pending);
  await reader.until('Once');
  return { gateway, exchange, reader };
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
  const { gateway, exchange, reader } = await streaming(upstream, database.url);
  gateway.kill('SIGTERM');
  await eventually('new connections are refused', () => isRefused(`${gateway.url}/health/live`));
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
  const { gateway, exchange, reader } = await streaming(upstream, database.url, { SHUTDOWN_GRACE_MS: '100' });
  gateway.kill('SIGTERM');
  const body = await reader.all();
  expect(body).toMatch(/"finish_reason": ?"error"/);
  expect(body.endsWith('data: [DONE]\n\n')).toBe(true);
  await exchange.aborted;
  expect(await gateway.exited).toMatchObject({ code: 0, signal: null });
});

test('an idle gateway goes at once', async ({ database }) => {
  const gateway = await Gateway.start({ env: { DATABASE_URL: database.url } });
  expect(await gateway.stop('SIGTERM')).toMatchObject({ code: 0, signal: null });
});
