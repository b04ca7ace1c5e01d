import { accessToken, geminiError } from '../fakes/upstream/gemini.payloads.ts';
import { chatCompletion, textChunks } from '../fakes/upstream/openai.payloads.ts';
import { json, openaiError, sse } from '../fakes/upstream/scenarios.ts';
import pg from 'pg';
import { issueKey, login } from '../setup/accounts.ts';
import { freePort } from '../setup/services/free-port.ts';
import { rawChat } from '../setup/raw-chat.ts';
import { VENDORS } from '../fakes/vendors/index.ts';
import { askDoor } from '../setup/doors/ask-door.ts';
import { DOORS } from '../setup/doors/index.ts';
import { expect, test, VENDOR_KEY } from './fixtures.ts';

const JSON_TYPE = { 'content-type': 'application/json' };
const nowhere = await freePort();
const CANARY = {
  gatewaySecret: 'canary-gateway-secret-0123456789abcdef',
  setupToken: 'canary-setup-token',
  redisPassword: 'canary-redis-password',
  compatibleKey: 'canary-compatible-key',
  ollamaKey: 'canary-ollama-key',
  vertexToken: 'ya29.canary-of-a-token',
  awsSecret: 'canary-aws-secret-access-key',
  awsSession: 'canary-aws-session-token',
  azureKey: 'canary-azure-key',
  azureToken: 'canary-azure-entra-token',
  azureSecret: 'canary-azure-client-secret',
  groqKey: 'canary-groq-key',
  wrongKey: 'aig_canaryWrongKey0000000000000000000000000000000000000000000000',
  prompt: 'canary-prompt-text',
  answer: 'canary-answer-text',
};

test.override('env', ({ vendor }) => ({
  DEFAULT_RATE_LIMIT: '100000',
  LOG_LEVEL: 'debug',
  GATEWAY_SECRET: CANARY.gatewaySecret,
  SETUP_TOKEN: CANARY.setupToken,
  REDIS_URL: `redis://:${CANARY.redisPassword}@127.0.0.1:${nowhere}`,
  OPENAI_COMPATIBLE_BASE_URL: `http://127.0.0.1:${nowhere}/v1`,
  OPENAI_COMPATIBLE_API_KEY: CANARY.compatibleKey,
  OLLAMA_API_KEY: CANARY.ollamaKey,
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'AKIAFAKE',
  AWS_SECRET_ACCESS_KEY: CANARY.awsSecret,
  AWS_SESSION_TOKEN: CANARY.awsSession,
  BEDROCK_BASE_URL: vendor.url,
  AZURE_OPENAI_ENDPOINT: vendor.url,
  AZURE_OPENAI_API_VERSION: '2024-10-21',
  AZURE_OPENAI_API_KEY: CANARY.azureKey,
  AZURE_OPENAI_AD_TOKEN: CANARY.azureToken,
  AZURE_CLIENT_SECRET: CANARY.azureSecret,
  GROQ_API_KEY: CANARY.groqKey,
  GROQ_BASE_URL: `${vendor.url}/v1`,
}));

test('no credential, prompt or answer is ever written', async ({ gateway, owner, apiKey, upstream, database }) => {
  const session = await login(gateway, owner);
  const second = await issueKey(gateway, owner);
  const said: string[] = [];
  const askEverywhere = async (model: string, key: string, stream = false) => {
    for (const door of DOORS) {
      const response = await askDoor(gateway, key, door, { model, prompt: CANARY.prompt, stream });
      const text = await response.text();
      // A whole answer holds the answer, as it should.
      if (!text.includes(CANARY.answer)) said.push(text, JSON.stringify([...response.headers]));
    }
  };

  upstream.on('openai.chat', json(chatCompletion({ content: CANARY.answer })));
  await askEverywhere('gpt-fake', apiKey);
  upstream.on('openai.chat', sse(textChunks(CANARY.answer)));
  await askEverywhere('gpt-fake', apiKey, true);
  // Vendors have been seen to repeat the key that they refuse.
  for (const vendor of VENDORS) {
    upstream.on(vendor.endpoints.whole, vendor.fails({ status: 401, message: repeatedTo(vendor.name) }));
    await askEverywhere(vendor.model, apiKey);
    upstream.on(vendor.endpoints.stream, vendor.failsAfter('Well', repeatedTo(vendor.name)));
    await askEverywhere(vendor.model, apiKey, true);
  }
  upstream.on(
    'azure.chat',
    openaiError(401, { message: `No: ${CANARY.azureKey} ${CANARY.azureToken} ${CANARY.azureSecret}` }),
  );
  await askEverywhere('azure-openai/gpt-fake', apiKey);
  upstream.on('openai.chat', openaiError(401, { message: `No: ${CANARY.groqKey}` }));
  await askEverywhere('groq/any', apiKey);
  await askEverywhere('compatible/any', apiKey);
  await askEverywhere('gpt-fake', CANARY.wrongKey);
  upstream.on('openai.response', openaiError(401, { message: `No: ${VENDOR_KEY}` }));
  said.push(JSON.stringify((await gateway.call('GET', '/v1/responses/resp_1', { token: apiKey })).body));
  await rawChat(gateway, apiKey, `{"model":"gpt-fake","messages":[{"content":"${CANARY.prompt}"`);
  upstream.on('google.token', accessToken(CANARY.vertexToken));
  upstream.on('vertex.generate', geminiError(403, 'PERMISSION_DENIED', `Not with ${CANARY.vertexToken}.`));
  await askEverywhere('vertex/gemini-fake', apiKey);
  for (const key of [apiKey, CANARY.wrongKey]) {
    const url = `${gateway.url}/v1beta/models/vertex%2Fgemini-fake:generateContent?key=${key}`;
    said.push(await (await fetch(url, { method: 'POST', body: '{"contents":[]}', headers: JSON_TYPE })).text());
  }
  for (const body of [{ ...owner, password: `${owner.password}-wrong` }, { email: owner.email }]) {
    said.push(JSON.stringify((await gateway.call('POST', '/auth/login', { body })).body));
  }
  said.push(JSON.stringify((await gateway.call('GET', '/auth/keys', { token: session })).body));
  said.push((await gateway.call<string>('GET', '/metrics')).body);
  said.push(JSON.stringify((await gateway.call('GET', '/health/ready')).body));
  await gateway.call('GET', `/v1/models?key=${apiKey}`);
  // What proves the client to the gateway is nothing to a vendor.
  const sent = upstream.requests.map(({ path, headers, text }) => JSON.stringify([path, headers, text])).join('\n');
  expect(sent).toContain(CANARY.prompt);
  for (const key of [apiKey, CANARY.wrongKey])
    expect(sent.includes(key), 'a vendor was sent a gateway key').toBe(false);
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

/** The words in which a vendor quotes the credentials that it was given. */
function repeatedTo(vendor: string): string {
  const quoted: Readonly<Record<string, string>> = {
    ollama: CANARY.ollamaKey,
    bedrock: `${CANARY.awsSecret} ${CANARY.awsSession}`,
  };
  return `Incorrect API key provided: ${quoted[vendor] ?? VENDOR_KEY}.`;
}

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
