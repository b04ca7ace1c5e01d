import { chatCompletion } from '../fakes/upstream/openai.payloads.ts';
import { json } from '../fakes/upstream/scenarios.ts';
import { issueKey, login, OWNER, register } from '../setup/accounts.ts';
import { eventually } from '../setup/eventually.ts';
import { GatewayFile } from '../setup/gateway-file.ts';
import { Gateway } from '../setup/gateway.ts';
import { samplesOf } from '../setup/prometheus-text.ts';
import { rawChat } from '../setup/raw-chat.ts';
import { expect, test as base } from './fixtures.ts';

interface Upstreams {
  readonly snapshot_version: number;
  readonly providers: readonly {
    readonly name: string;
    readonly origin: string;
    readonly check: { readonly state: string; readonly since: string | null; readonly reason: string | null };
  }[];
}

const password = 'a-long-enough-password';

const test = base
  .extend(
    'file',
    { scope: 'file' },
    ({ vendor }) =>
      new GatewayFile(`
providers:
  - name: checked
    kind: openai
    baseUrl: "${vendor.url.replace('//', '//name:canary-password@')}/v1"
    apiKey: env:KEY_OF_THE_FILE
    healthCheck: { interval: 100ms, timeout: 10s }
  - { name: other, kind: openai, baseUrl: "${vendor.url}/v1" }
routes:
  - model: fast
    affinity: { enabled: false }
    targets: [{ provider: checked, model: m }, { provider: other, model: m, priority: 1 }]
  - { model: alone, targets: [{ provider: checked, model: m }] }
`),
  )
  .extend('checked', { scope: 'file' }, async ({ database, file }, { onCleanup }) => {
    const env = { DATABASE_URL: database.url, GATEWAY_CONFIG: file.path, KEY_OF_THE_FILE: 'sk-canary-of-the-file' };
    const gateway = await Gateway.start({ env });
    onCleanup(async () => void (await gateway.stop('SIGKILL')));
    return gateway;
  })
  .extend('session', { scope: 'file' }, async ({ checked }) => login(checked, await register(checked)));

async function stateOf(gateway: Gateway, token: string, name: string) {
  const { status, body } = await gateway.call<Upstreams>('GET', '/health/upstreams', { token });
  expect(status).toBe(200);
  return body.providers.find((provider) => provider.name === name)?.check;
}

test('a provider turns unhealthy with the reason, and healthy again', async ({ checked, session, upstream }) => {
  const first = await eventually('it is healthy', async () => {
    const check = await stateOf(checked, session, 'checked');
    return check?.state === 'healthy' && check;
  });
  expect(first.reason).toBeNull();
  expect(upstream.requestsTo('openai.models').every(({ headers }) => headers['authorization'] !== undefined)).toBe(
    true,
  );

  upstream.on('openai.models', json({ error: { message: 'canary-of-the-vendor' } }, 503));
  const unhealthy = await eventually('it is unhealthy', async () => {
    const check = await stateOf(checked, session, 'checked');
    return check?.state === 'unhealthy' && check;
  });
  expect(unhealthy.reason).toBe('it answers 503 to the list of models');
  expect(Date.parse(unhealthy.since ?? '')).toBeGreaterThanOrEqual(Date.parse(first.since ?? ''));
  const { body: metrics } = await checked.call<string>('GET', '/metrics');
  expect(samplesOf(metrics, 'gateway_provider_healthy')).toMatchObject([{ labels: { provider: 'checked' }, value: 0 }]);
  await checked.waitForLog(({ msg, provider }) => /is unhealthy/.test(String(msg)) && provider === 'checked');

  upstream.on('openai.models', json({ data: [] }));
  await checked.waitForLog(({ msg, provider }) => /is healthy again/.test(String(msg)) && provider === 'checked');
  expect(await stateOf(checked, session, 'checked')).toMatchObject({ state: 'healthy', reason: null });
  expect(checked.output.join('\n')).not.toContain('canary-of-the-vendor');
});

test('an unhealthy provider is asked last, but it is asked', async ({ checked, session, upstream }) => {
  const { api_key: key } = await issueKey(checked, OWNER);
  const answering = async (model: string) => {
    const answer = await rawChat(checked, key, { model, messages: [{ role: 'user', content: 'Hi.' }] });
    await answer.arrayBuffer();
    return answer.headers.get('x-gateway-provider');
  };
  const turned = (state: string) =>
    eventually(`it is ${state}`, async () => (await stateOf(checked, session, 'checked'))?.state === state);
  upstream.on('openai.chat', json(chatCompletion()));
  await turned('healthy');
  expect(await answering('fast')).toBe('checked');
  upstream.on('openai.models', json({}, 503));
  await turned('unhealthy');
  expect([await answering('fast'), await answering('alone')]).toEqual(['other', 'checked']);
  upstream.on('openai.models', json({ data: [] }));
  await turned('healthy');
  expect(await answering('fast')).toBe('checked');
});

test('a provider without a check has none', async ({ checked, session }) => {
  expect(await stateOf(checked, session, 'echo')).toEqual({ state: 'off', since: null, reason: null });
});

test('only owners, admins and auditors see the upstreams, and nobody sees a secret', async ({ checked, session }) => {
  const ask = async (token?: string) => (await checked.call('GET', '/health/upstreams', { token })).status;
  expect(await ask()).toBe(401);
  expect(await ask('aigs_nobody')).toBe(401);
  const statuses: Record<string, number> = {};
  for (const role of ['admin', 'auditor', 'member']) {
    const email = `${role}@example.com`;
    const invite = await checked.call('POST', '/auth/invites', { token: session, body: { role } });
    const { body: invitation } = invite;
    const body = { email, password, invite_token: invitation['invite_token'] };
    expect((await checked.call('POST', '/auth/register', { body })).status).toBe(201);
    statuses[role] = await ask(await login(checked, { email, password }));
  }
  expect(statuses).toEqual({ admin: 200, auditor: 200, member: 403 });
  const { body } = await checked.call('GET', '/health/upstreams', { token: session });
  expect(JSON.stringify(body)).not.toContain('canary');
});

test('a check that is taken out of the file ends', async ({ checked, session, file, vendor }) => {
  file.write(`providers:\n  - { name: checked, kind: openai, baseUrl: "${vendor.url}/v1" }\n`);
  const taken = checked.waitForLog(({ msg }) => msg === 'the file was taken over');
  checked.kill('SIGHUP');
  await taken;
  expect(await stateOf(checked, session, 'checked')).toEqual({ state: 'off', since: null, reason: null });
  const { body: metrics } = await checked.call<string>('GET', '/metrics');
  expect(samplesOf(metrics, 'gateway_provider_healthy')).toEqual([]);
});
