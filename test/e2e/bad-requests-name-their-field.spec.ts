import { rawChat } from '../setup/raw-chat.ts';
import { expect, test } from './fixtures.ts';

const HELLO = [{ role: 'user', content: 'Hi.' }];

test.override('env', { OPENAI_API_KEY: '', OPENAI_BASE_URL: '', OLLAMA_BASE_URL: '' });

test.for<[string, string, { status: number; code: string; param: string | null }]>([
  ['text that is no JSON', '{"model": ', { status: 400, code: 'invalid_json', param: null }],
  ['an empty body', '', { status: 400, code: 'invalid_json', param: null }],
  ['a list', '[]', { status: 400, code: 'invalid_body', param: null }],
  ['null', 'null', { status: 400, code: 'invalid_body', param: null }],
  ['no model', JSON.stringify({ messages: HELLO }), { status: 400, code: 'missing_field', param: 'model' }],
  [
    'a model that is no text',
    JSON.stringify({ model: 7, messages: HELLO }),
    { status: 400, code: 'invalid_field', param: 'model' },
  ],
  [
    'an empty model',
    JSON.stringify({ model: '', messages: HELLO }),
    { status: 400, code: 'missing_field', param: 'model' },
  ],
  ['no messages', JSON.stringify({ model: 'echo' }), { status: 400, code: 'missing_field', param: 'messages' }],
  [
    'messages that are no list',
    JSON.stringify({ model: 'echo', messages: 'Hi.' }),
    { status: 400, code: 'invalid_field', param: 'messages' },
  ],
  [
    'stream that is no boolean',
    JSON.stringify({ model: 'echo', messages: HELLO, stream: 'yes' }),
    { status: 400, code: 'invalid_field', param: 'stream' },
  ],
  [
    'an unknown model',
    JSON.stringify({ model: 'gpt-unknown', messages: HELLO }),
    { status: 404, code: 'model_not_found', param: 'model' },
  ],
  [
    'the model twice',
    `{"model":"echo","messages":[],"model":"gpt-fake"}`,
    { status: 400, code: 'duplicate_field', param: 'model' },
  ],
])('%s', async ([, body, { status, code, param }], { gateway, apiKey }) => {
  const response = await rawChat(gateway, apiKey, body);
  const { error } = (await response.json()) as { error: Record<string, unknown> };
  expect({ status: response.status, code: error['code'], param: error['param'] }).toEqual({ status, code, param });
  expect(error['type']).toBe('invalid_request_error');
  expect(error['message']).toMatch(/\.$/);
});

test('a body over the limit is a 413 that names the limit', async ({ gateway, apiKey }) => {
  const body = JSON.stringify({ model: 'echo', messages: [{ role: 'user', content: 'x'.repeat(21 * 1024 * 1024) }] });
  const response = await rawChat(gateway, apiKey, body);
  expect(response.status).toBe(413);
  const { error } = (await response.json()) as { error: { code: string; message: string } };
  expect(error.code).toBe('body_too_large');
  expect(error.message).toContain(String(20 * 1024 * 1024));
});

test('a content type other than JSON is a 415', async ({ gateway, apiKey }) => {
  const response = await rawChat(gateway, apiKey, 'model=echo', {
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  });
  expect(response.status).toBe(415);
  expect(await response.json()).toMatchObject({ error: { code: 'unsupported_media_type' } });
});

test('an unknown path is a 404 in the same envelope', async ({ gateway }) => {
  const { status, body } = await gateway.call('GET', '/v1/nothing-here');
  expect(status).toBe(404);
  expect(body).toMatchObject({ error: { code: 'route_not_found' } });
});

test('a request without a key is told how to get one', async ({ gateway }) => {
  const { status, body } = await gateway.call<{ error: { code: string; message: string } }>('GET', '/v1/models');
  expect(status).toBe(401);
  expect(body.error.code).toBe('missing_api_key');
  expect(body.error.message).toContain('POST /auth/keys');
});
