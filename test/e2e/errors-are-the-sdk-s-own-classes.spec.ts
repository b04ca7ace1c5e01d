import {
  APIError,
  AuthenticationError,
  BadRequestError,
  InternalServerError,
  NotFoundError,
  PermissionDeniedError,
  RateLimitError,
  UnprocessableEntityError,
} from 'openai';
import { htmlUnavailable, openaiError } from '../fakes/upstream/scenarios.ts';
import { openaiClient } from '../setup/openai-client.ts';
import { rejectionOf } from '../setup/rejection-of.ts';
import { expect, test } from './fixtures.ts';

const QUESTION = { model: 'gpt-fake', messages: [{ role: 'user' as const, content: 'Hi.' }] };

const errorOf = (call: Promise<unknown>) => rejectionOf<APIError>(call, APIError);

test('a wrong key is an AuthenticationError that tells what to do', async ({ gateway }) => {
  const stranger = openaiClient(gateway, 'aig_notakey');
  const error = await errorOf(stranger.chat.completions.create(QUESTION));
  expect(error).toBeInstanceOf(AuthenticationError);
  expect(error).toMatchObject({ status: 401, code: 'invalid_api_key' });
  expect(error.message).toContain('POST /auth/keys');
});

test.for([
  { status: 400, expected: BadRequestError },
  { status: 403, expected: PermissionDeniedError },
  { status: 404, expected: NotFoundError },
  { status: 422, expected: UnprocessableEntityError },
  { status: 500, expected: InternalServerError },
])(
  'a $status of the vendor keeps status, message, code and param',
  async ({ status, expected }, { openai, upstream }) => {
    const words = {
      message: `The vendor says ${status}.`,
      type: 'vendor_type',
      code: 'vendor_code',
      param: 'messages',
    };
    upstream.on('openai.chat', openaiError(status, words));
    const error = await errorOf(openai.chat.completions.create(QUESTION));
    expect(error).toBeInstanceOf(expected);
    expect(error).toMatchObject({ status, code: 'vendor_code', param: 'messages', type: 'vendor_type' });
    expect(error.message).toContain(`The vendor says ${status}.`);
  },
);

test('a 429 of the vendor keeps its retry-after', async ({ openai, upstream }) => {
  upstream.on('openai.chat', openaiError(429, { message: 'Slow down.' }, { 'retry-after': '17' }));
  const error = await errorOf(openai.chat.completions.create(QUESTION));
  expect(error).toBeInstanceOf(RateLimitError);
  expect(error.headers?.get('retry-after')).toBe('17');
  expect(error.message).toContain('Slow down.');
});

test('errors of a streamed request are the same before the first frame', async ({ openai, upstream }) => {
  upstream.on('openai.chat', openaiError(400, { message: 'Not like this.', param: 'stop' }));
  const error = await errorOf(openai.chat.completions.create({ ...QUESTION, stream: true }));
  expect(error).toBeInstanceOf(BadRequestError);
  expect(error).toMatchObject({ status: 400, param: 'stop' });
});

test('an HTML page of a proxy in between becomes an error of ours, not its text', async ({ openai, upstream }) => {
  upstream.on('openai.chat', htmlUnavailable);
  const error = await errorOf(openai.chat.completions.create(QUESTION));
  expect(error).toBeInstanceOf(InternalServerError);
  expect(error.status).toBe(503);
  expect(error.message).not.toContain('<h1>');
});
