import { NotFoundError } from 'openai';
import { json, openaiError } from '../fakes/upstream/scenarios.ts';
import { AZURE_KEY, expect, test } from './cloud-vendors.fixtures.ts';
import { VENDOR_KEY } from './fixtures.ts';

const ID = 'resp_0941b08f06efed9e00697312fdc3b88190b48287f703659623';
const KEPT = `resp_gw${'0'.repeat(35)}`;

test('an answer of the vendor’s comes as the vendor tells it', async ({ openai, upstream }) => {
  const answer = { id: ID, object: 'response', output: [], temperature: 1, unknown_field: [null] };
  upstream.on('openai.response', json(answer));
  const found = await openai.responses.retrieve(ID, { include: ['reasoning.encrypted_content'] });
  expect(found).toMatchObject(answer);
  const request = upstream.requestTo('openai.response');
  expect(request.path).toBe(`/v1/responses/${ID}?include%5B%5D=reasoning.encrypted_content`);
  expect(request.headers['authorization']).toBe(`Bearer ${VENDOR_KEY}`);
});

test('the items it was given to are asked for as the client pages', async ({ openai, upstream }) => {
  const item = { id: 'msg_1', type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Hi.' }] };
  const page = { object: 'list', data: [item], first_id: 'msg_1', last_id: 'msg_1', has_more: false };
  upstream.on('openai.response-input', json(page));
  const items = await Array.fromAsync(openai.responses.inputItems.list(ID, { limit: 5, order: 'asc' }));
  expect(items).toEqual([item]);
  expect(upstream.requestTo('openai.response-input').path).toContain('limit=5&order=asc');
});

test('a deletion reaches the vendor', async ({ gateway, apiKey, upstream }) => {
  upstream.on('openai.response-deletion', json({ id: ID, object: 'response', deleted: true }));
  const deleted = await gateway.call('DELETE', `/v1/responses/${ID}`, { token: apiKey });
  expect(deleted).toMatchObject({ status: 200, body: { id: ID, deleted: true } });
});

test('the vendor’s refusal keeps status and words, and shows no credential', async ({ openai, upstream }) => {
  upstream.on('openai.response', openaiError(404, { message: `Response with id '${ID}' not found. (${VENDOR_KEY})` }));
  upstream.on('azure.v1-response', openaiError(404, { message: 'Not here.' }));
  const error = await openai.responses.retrieve(ID).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(NotFoundError);
  expect(error).toMatchObject({ message: expect.stringContaining(`Response with id '${ID}' not found. ([redacted])`) });
});

test('an answer that one vendor does not know is asked of the next', async ({ openai, upstream }) => {
  const answer = { id: ID, object: 'response', output: [] };
  upstream.on('openai.response', openaiError(404, { message: 'Not found.' }));
  upstream.on('azure.v1-response', json(answer));
  expect(await openai.responses.retrieve(ID)).toMatchObject(answer);
  expect(upstream.requestTo('azure.v1-response').headers).toMatchObject({ 'api-key': AZURE_KEY });
});

test('the gateway’s own ids are never asked of a vendor', async ({ openai, upstream }) => {
  for (const ask of [
    () => openai.responses.retrieve(KEPT),
    () => openai.responses.delete(KEPT),
    () => openai.responses.inputItems.list(KEPT).then(() => null),
  ]) {
    await expect(ask()).rejects.toMatchObject({
      status: 404,
      type: 'invalid_request_error',
      code: 'response_not_found',
      message: `404 Response with id '${KEPT}' not found.`,
    });
  }
  expect(upstream.requests).toEqual([]);
});

test.for([
  ['GET', '/v1/responses/chatcmpl-1', 'response_id'],
  ['GET', '/v1/responses/resp_1%2F..%2Fmodels', 'response_id'],
  ['GET', `/v1/responses/${ID}?stream=true`, 'stream'],
  ['GET', `/v1/responses/${ID}/input_items?limit=1&limit=2`, 'limit'],
] as const)('%s %s names %s', async ([method, path, param], { gateway, apiKey, upstream }) => {
  const { status, body } = await gateway.call(method, path, { token: apiKey });
  expect({ status, body }).toMatchObject({ status: 400, body: { error: { param, code: 'invalid_field' } } });
  expect(upstream.requests).toEqual([]);
});

test('without a gateway key nothing is found', async ({ gateway, upstream }) => {
  expect((await gateway.call('GET', `/v1/responses/${ID}`)).status).toBe(401);
  expect((await gateway.call('DELETE', `/v1/responses/${ID}`, { token: 'aig_wrong' })).status).toBe(401);
  expect(upstream.requests).toEqual([]);
});
