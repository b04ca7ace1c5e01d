import { chatCompletion, textChunks } from '../fakes/upstream/openai.payloads.ts';
import { json, openaiError, sse } from '../fakes/upstream/scenarios.ts';
import pg from 'pg';
import { issueKey, login } from '../setup/accounts.ts';
import { freePort } from '../setup/services/free-port.ts';
import { rawChat } from '../setup/raw-chat.ts';
import { ask, DOORS } from './doors.ts';
import { expect, test, VENDOR_KEY } from './fixtures.ts';

const nowhere = await freePort();
const CANARY = {
  gatewaySecret: 'canary-gateway-secret-0123456789abcdef',
  setupToken: 'canary-setup-token',
  redisPassword: 'canary-redis-password',
  compatibleKey: 'canary-compatible-key',
  ollamaKey: 'canary-ollama-key',
  wrongKey: 'aig_canaryWrongKey0000000000000000000000000000000000000000000000',
  prompt: 'canary-prompt-text',
  answer: 'canary-answer-text',
};

test.override('env', {
  LOG_LEVEL: 'debug',
  GATEWAY_SECRET: CANARY.gatewaySecret,
  SETUP_TOKEN: CANARY.setupToken,
  REDIS_URL: `redis://:${CANARY.redisPassword}@127.0.0.1:${nowhere}`,
  OPENAI_COMPATIBLE_BASE_URL: `http://127.0.0.1:${nowhere}/v1`,
  OPENAI_COMPATIBLE_API_KEY: CANARY.compatibleKey,
  OLLAMA_API_KEY: CANARY.ollamaKey,
});

test('no credential, prompt or answer is ever written', async ({ gateway, owner, apiKey, upstream, database }) => {
  const session = await login(gateway, owner);
  const second = await issueKey(gateway, owner);
  const said: string[] = [];
  const askEverywhere = async (model: string, key: string, stream = false) => {
    for (const door of DOORS) {
      const response = await ask(gateway, key, door, { model, prompt: CANARY.prompt, stream });
      if (response.status === 200) await response.text();
      else said.push(await response.text(), JSON.stringify([...response.headers]));
    }
  };

  upstream.on('openai.chat', json(chatCompletion({ content: CANARY.answer })));
  await askEverywhere('gpt-fake', apiKey);
  upstream.on('openai.chat', sse(textChunks(CANARY.answer)));
  await askEverywhere('gpt-fake', apiKey, true);
  // Vendors have been seen to repeat the key that they refuse.
  for (const endpoint of ['openai.chat', 'openai.responses', 'openai.response'] as const) {
    upstream.on(endpoint, openaiError(401, { message: `Incorrect API key provided: ${VENDOR_KEY}.` }));
  }
  await askEverywhere('gpt-fake', apiKey);
  await askEverywhere('compatible/any', apiKey);
  await askEverywhere('llama-fake', apiKey);
  await askEverywhere('gpt-fake', CANARY.wrongKey);
  said.push(JSON.stringify((await gateway.call('GET', '/v1/responses/resp_1', { token: apiKey })).body));
  await rawChat(gateway, apiKey, `{"model":"gpt-fake","messages":[{"content":"${CANARY.prompt}"`);
  for (const body of [{ ...owner, password: `${owner.password}-wrong` }, { email: owner.email }]) {
    said.push(JSON.stringify((await gateway.call('POST', '/auth/login', { body })).body));
  }
  said.push(JSON.stringify((await gateway.call('GET', '/auth/keys', { token: session })).body));
  said.push((await gateway.call<string>('GET', '/metrics')).body);
  said.push(JSON.stringify((await gateway.call('GET', '/health/ready')).body));
  await gateway.call('GET', `/v1/models?key=${apiKey}`);
  await gateway.stop();

  const rows = await everyRow(database.url);
  expect(rows).toContain('<control_events>');
  const log = gateway.output.join('\n');
  const secrets = { ...CANARY, VENDOR_KEY, apiKey, session, password: owner.password, second: second.api_key };
  for (const [name, secret] of Object.entries(secrets)) {
    expect(log.includes(secret), `the log holds ${name}`).toBe(false);
    expect(said.join('\n').includes(secret), `an answer holds ${name}`).toBe(false);
    // Kept conversations are prompts and answers on purpose; credentials are in no table at all.
    if (name === 'prompt' || name === 'answer') continue;
    expect(rows.includes(secret), `the database holds ${name}`).toBe(false);
  }
});

async function everyRow(databaseUrl: string): Promise<string> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ xml: string }>(
      `SELECT schema_to_xml('public', true, false, '')::text AS xml`,
    );
    return rows[0]!.xml;
  } finally {
    await client.end();
  }
}
