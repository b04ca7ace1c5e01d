import { chatCompletion, textChunks } from '../fakes/upstream/openai.payloads.ts';
import { json, openaiError, sse } from '../fakes/upstream/scenarios.ts';
import { issueKey, login, register } from '../setup/accounts.ts';
import { eventually } from '../setup/eventually.ts';
import { GatewayFile } from '../setup/gateway-file.ts';
import { Gateway } from '../setup/gateway.ts';
import { rawChat } from '../setup/raw-chat.ts';
import { expect, test as base } from './fixtures.ts';

interface Entry {
  readonly request_id: string;
  readonly prompt: string;
  readonly answer: string;
  readonly status: number;
}

interface Page {
  readonly entries: readonly Entry[];
  readonly next_cursor: string | null;
}

const MEMBER = { email: 'member@example.com', password: 'a-long-enough-password' };

const test = base.extend('logging', { scope: 'file' }, async ({ database, vendor }, { onCleanup }) => {
  const file = new GatewayFile('requestLog: { models: [gpt-fake], redact: { patterns: ["acct-[0-9]+"] } }\n');
  const gateway = await Gateway.start({
    env: {
      DATABASE_URL: database.url,
      OPENAI_BASE_URL: `${vendor.url}/v1`,
      OPENAI_API_KEY: 'k',
      GATEWAY_CONFIG: file.path,
    },
  });
  onCleanup(async () => void (await gateway.stop('SIGKILL')));
  const owner = await register(gateway);
  const { api_key: key } = await issueKey(gateway, owner);
  const token = await login(gateway, owner);
  const page = async (query = '') => (await gateway.call<Page>('GET', `/api/request-log${query}`, { token })).body;
  const entryOf = (response: Response) =>
    eventually('the entry is there', async () => {
      const { entries } = await page(`?request_id=${response.headers.get('x-request-id')}`);
      return entries[0];
    });
  return { gateway, key, token, page, entryOf };
});

const question = (content: string, rest: object = {}) => ({
  model: 'gpt-fake',
  messages: [{ role: 'user', content }],
  ...rest,
});

test('prompt and answer, redacted, of a whole answer', async ({ logging, upstream }) => {
  upstream.on('openai.chat', json(chatCompletion({ content: 'Call jane@mail.example.' })));
  const response = await rawChat(logging.gateway, logging.key, question('My account is acct-4711.'));
  expect(await response.text()).toContain('jane@mail.example');
  const entry = await logging.entryOf(response);
  expect(entry).toMatchObject({ status: 200, redactions: 2, dialect: 'openai-chat', model: 'gpt-fake' });
  expect(JSON.parse(entry.prompt)).toEqual(question('My account is [redacted].'));
  expect(entry.answer).toContain('Call [email]');
});

test('what a stream said, though a secret is spread over its frames', async ({ logging, upstream }) => {
  upstream.on('openai.chat', sse([...textChunks('Call jane@ma'), ...textChunks('il.example now')]));
  const response = await rawChat(logging.gateway, logging.key, question('Who?', { stream: true }));
  await response.text();
  const { answer } = await logging.entryOf(response);
  expect(JSON.parse(answer)).toMatchObject({ 'choices.0.delta.content': 'Call [email] now' });
});

test('errors, as the client was told', async ({ logging, upstream }) => {
  upstream.on('openai.chat', openaiError(400, { message: 'No.', type: 'invalid_request_error' }));
  const response = await rawChat(logging.gateway, logging.key, question('Hm.'));
  expect(await logging.entryOf(response)).toMatchObject({ status: 400, answer: expect.stringContaining('No.') });
});

test('nothing of whom the operator did not name', async ({ logging, upstream }) => {
  upstream.on('openai.chat', json(chatCompletion()));
  const other = await rawChat(logging.gateway, logging.key, { ...question('Secret.'), model: 'echo' });
  await other.text();
  const logged = await rawChat(logging.gateway, logging.key, question('Later.'));
  await logged.text();
  await logging.entryOf(logged);
  const { entries } = await logging.page('?limit=100');
  expect(entries.map(({ request_id: id }) => id)).not.toContain(other.headers.get('x-request-id'));
});

test('pages go on where the one before ended', async ({ logging }) => {
  const all = await logging.page('?limit=100');
  expect(all.next_cursor).toBeNull();
  const seen: string[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const page: Page = await logging.page(`?limit=1${cursor && `&cursor=${cursor}`}`);
    seen.push(...page.entries.map(({ request_id: id }) => id));
    cursor = page.next_cursor;
  }
  expect(seen).toEqual(all.entries.map(({ request_id: id }) => id));
  expect(seen.length).toBeGreaterThan(2);
});

test('it is not for everybody', async ({ logging }) => {
  const { gateway, key, token } = logging;
  expect((await gateway.call('GET', '/api/request-log')).status).toBe(401);
  expect((await gateway.call('GET', '/api/request-log', { token: key })).status).toBe(401);
  expect((await gateway.call('GET', '/api/request-log?cursor=nonsense', { token })).status).toBe(400);
  expect((await gateway.call('GET', '/api/request-log?key=nonsense', { token })).status).toBe(400);
  const theirs = await login(gateway, await register(gateway, MEMBER));
  expect((await gateway.call('GET', '/api/request-log', { token: theirs })).status).toBe(403);
});
