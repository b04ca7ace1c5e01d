import { accessToken, geminiError } from '../fakes/upstream/gemini.payloads.ts';
import { chatCompletion, textChunks } from '../fakes/upstream/openai.payloads.ts';
import { json, openaiError, sse } from '../fakes/upstream/scenarios.ts';
import { issueKey, login } from '../setup/accounts.ts';
import { freePort } from '../setup/services/free-port.ts';
import { rawChat } from '../setup/raw-chat.ts';
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

test('no credential, prompt or answer is ever written', async ({ gateway, owner, apiKey, upstream }) => {
  const session = await login(gateway, owner);
  const second = await issueKey(gateway, owner);
  const said: string[] = [];
  const ask = async (model: string, key: string, more: object = {}) => {
    const question = { model, messages: [{ role: 'user', content: CANARY.prompt }], ...more };
    const response = await rawChat(gateway, key, question);
    if (response.status === 200) await response.text();
    else said.push(await response.text(), JSON.stringify([...response.headers]));
  };

  upstream.on('openai.chat', json(chatCompletion({ content: CANARY.answer })));
  await ask('gpt-fake', apiKey);
  upstream.on('openai.chat', sse(textChunks(CANARY.answer)));
  await ask('gpt-fake', apiKey, { stream: true });
  // Vendors have been seen to repeat the key that they refuse.
  upstream.on('openai.chat', openaiError(401, { message: `Incorrect API key provided: ${VENDOR_KEY}.` }));
  await ask('gpt-fake', apiKey);
  await ask('compatible/any', apiKey);
  await ask('llama-fake', apiKey);
  await ask('gpt-fake', CANARY.wrongKey);
  await rawChat(gateway, apiKey, `{"model":"gpt-fake","messages":[{"content":"${CANARY.prompt}"`);
  upstream.on('google.token', accessToken(CANARY.vertexToken));
  upstream.on('vertex.generate', geminiError(403, 'PERMISSION_DENIED', `Not with ${CANARY.vertexToken}.`));
  await ask('vertex/gemini-fake', apiKey);
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
  await gateway.stop();

  const log = gateway.output.join('\n');
  const secrets = { ...CANARY, VENDOR_KEY, apiKey, session, password: owner.password, second: second.api_key };
  for (const [name, secret] of Object.entries(secrets)) {
    expect(log.includes(secret), `the log holds ${name}`).toBe(false);
    expect(said.join('\n').includes(secret), `an answer holds ${name}`).toBe(false);
  }
});
