import { expect, it } from 'vitest';
import { readOpenAiError } from './openai-error.js';

const read = (status: number, body: unknown) => readOpenAiError(status, JSON.stringify(body));

it('reads OpenAI’s envelope', () => {
  const error = { message: 'No such model', type: 'invalid_request_error', param: 'model', code: 'model_not_found' };
  expect(read(404, { error })).toEqual(error);
});

it.for<[string, number, unknown, object]>([
  [
    'xAI’s text',
    400,
    { code: 'invalid-argument', error: 'Incorrect API key.' },
    { message: 'Incorrect API key.', code: 'invalid-argument' },
  ],
  ['LM Studio’s text', 400, { error: 'Invalid tool_choice' }, { message: 'Invalid tool_choice', code: null }],
  [
    'Mistral’s flat object',
    400,
    { object: 'error', message: 'Invalid model', type: 'invalid_model', param: null, code: '1500' },
    { message: 'Invalid model', type: 'invalid_model', code: '1500' },
  ],
  ['Mistral’s bad key', 401, { detail: 'Invalid API Key' }, { message: 'Invalid API Key' }],
  ['a numeric code', 401, { error: { message: 'No auth', code: 401 } }, { message: 'No auth', code: '401' }],
  ['nothing to read', 418, {}, { message: 'The provider answered 418.' }],
])('reads %s', ([, status, body, error]) => {
  expect(read(status, body)).toMatchObject(error);
});

it.for(['detail', 'message'])('tells which field a closed schema did not take (in %s)', (key) => {
  const detail = [
    { type: 'extra_forbidden', loc: ['body', 'store'], msg: 'Extra inputs are not permitted', input: false },
    {
      type: 'extra_forbidden',
      loc: ['body', 'messages', 1, 'assistant', 'reasoning'],
      msg: 'Extra inputs are not permitted',
    },
  ];
  expect(read(422, key === 'detail' ? { detail } : { object: 'error', message: { detail } })).toMatchObject({
    message: 'store: Extra inputs are not permitted; messages.1.assistant.reasoning: Extra inputs are not permitted',
    param: 'store',
  });
});

it('keeps what the model wrote where its tool call was no tool call', () => {
  const error = {
    message: 'Failed to call a function.',
    code: 'tool_use_failed',
    failed_generation: '<function=look>',
  };
  expect(read(400, { error })).toMatchObject({
    message: 'Failed to call a function. The model wrote: <function=look>',
    code: 'tool_use_failed',
  });
  expect(read(400, { error: { ...error, failed_generation: '' } }).message).toBe('Failed to call a function.');
});

it('keeps what the vendor behind the vendor said, but not all of a long text', () => {
  const metadata = { provider_name: 'Google', raw: 'temporarily rate-limited upstream' };
  expect(read(429, { error: { code: 429, message: 'Provider returned error', metadata } }).message).toBe(
    'Provider returned error (Google: temporarily rate-limited upstream)',
  );
  const long = { message: 'No.', metadata: { raw: 'x'.repeat(100_000) } };
  expect(read(502, { error: long }).message.length).toBeLessThan(1100);
});

it.for<[string, string]>([
  ['', 'The provider answered 503 without a body.'],
  ['<html>', 'The provider answered 503 with a page instead of its protocol.'],
  ['upstream connect error', 'upstream connect error'],
])('%j is no JSON', ([body, message]) => {
  expect(readOpenAiError(503, body)).toEqual({ message });
});
