import {
  APIError,
  AuthenticationError,
  BadRequestError,
  InternalServerError,
  NotFoundError,
  PermissionDeniedError,
  RateLimitError,
} from '@anthropic-ai/sdk';
import { messageEvents } from '../fakes/upstream/anthropic.payloads.ts';
import { chunk } from '../fakes/upstream/openai.payloads.ts';
import { anthropicError, cutAfter, json, openaiError, sse } from '../fakes/upstream/scenarios.ts';
import { anthropicClient } from '../setup/anthropic-client.ts';
import { rawMessages } from '../setup/raw-messages.ts';
import { rejectionOf } from '../setup/rejection-of.ts';
import { expect, test } from './fixtures.ts';

const QUESTION = { max_tokens: 10, messages: [{ role: 'user' as const, content: 'Hi.' }] };

const errorOf = (call: Promise<unknown>) => rejectionOf<APIError>(call, APIError);

test('a wrong key is an AuthenticationError', async ({ gateway }) => {
  const stranger = anthropicClient(gateway, 'aig_notakey');
  const error = await errorOf(stranger.messages.create({ ...QUESTION, model: 'claude-fake' }));
  expect(error).toBeInstanceOf(AuthenticationError);
  expect(error).toMatchObject({ status: 401, type: 'authentication_error' });
});

test.for([
  { status: 400, type: 'invalid_request_error', expected: BadRequestError },
  { status: 403, type: 'permission_error', expected: PermissionDeniedError },
  { status: 404, type: 'not_found_error', expected: NotFoundError },
  { status: 413, type: 'request_too_large', expected: APIError },
  { status: 429, type: 'rate_limit_error', expected: RateLimitError },
  { status: 500, type: 'api_error', expected: InternalServerError },
  { status: 529, type: 'overloaded_error', expected: InternalServerError },
])('a $status keeps status, type, message and hint, whoever said it', async (row, { anthropic, upstream }) => {
  const { status, type, expected } = row;
  const message = `The vendor says ${status}.`;
  upstream.on('anthropic.messages', anthropicError(status, { type, message }, { 'retry-after': '17' }));
  upstream.on('openai.chat', openaiError(status, { message }, { 'retry-after': '17' }));
  for (const model of ['claude-fake', 'gpt-fake']) {
    const error = await errorOf(anthropic.messages.create({ ...QUESTION, model }));
    expect(error).toBeInstanceOf(expected);
    expect(error).toMatchObject({ status, type });
    expect(error.message).toContain(message);
    if (status === 429) expect(error.headers?.get('retry-after')).toBe('17');
  }
});

test('the edge’s variant of 413 is read too', async ({ openai, upstream }) => {
  const edge = { error: { type: 'request_too_large', message: 'Request exceeds the maximum size' } };
  upstream.on('anthropic.messages', json(edge, 413));
  await expect(
    openai.chat.completions.create({ model: 'claude-fake', messages: QUESTION.messages }),
  ).rejects.toMatchObject({ status: 413, message: expect.stringContaining('exceeds the maximum size') });
});

test('bad requests name the field in the envelope of this door', async ({ gateway, apiKey }) => {
  for (const [body, field] of [
    ['{"model":', 'JSON'],
    ['{"messages":[]}', 'model'],
    ['{"model":"gpt-fake"}', 'messages'],
    ['{"model":"gpt-fake","messages":[{"role":"user","content":[{"type":"text"}]}]}', 'messages[0].content[0].text'],
    ['{"model":"gpt-fake","messages":[{"role":"user","content":[{"type":"hologram"}]}]}', 'messages[0].content[0]'],
  ] as const) {
    const response = await rawMessages(gateway, apiKey, body);
    expect(response.status).toBe(400);
    const answer = (await response.json()) as { type: string; error: { type: string; message: string } };
    expect(answer).toMatchObject({ type: 'error', error: { type: 'invalid_request_error' } });
    expect(answer.error.message).toContain(field);
  }
});

test('a stream that breaks off ends with an error event, on which the SDK throws', async ({ anthropic, upstream }) => {
  const begun = messageEvents().slice(0, 4);
  const bytes = begun.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join('');
  upstream.on('anthropic.messages', cutAfter(bytes));
  upstream.on('openai.chat', cutAfter(`data: ${JSON.stringify(chunk({ content: 'Hel' }))}\n\n`));
  for (const model of ['claude-fake', 'gpt-fake']) {
    const stream = anthropic.messages.stream({ ...QUESTION, model });
    let text = '';
    stream.on('text', (delta) => (text += delta));
    const error = await errorOf(stream.finalMessage());
    expect(text).toBe('Hel');
    expect(error.message).toContain('broke off');
  }
});

test('an error of the vendor in mid-stream reaches the client as an error', async ({ anthropic, upstream }) => {
  upstream.on('openai.chat', sse([chunk({ content: 'Hel' }), { error: { message: 'Too hot.' } }]));
  const error = await errorOf(anthropic.messages.stream({ ...QUESTION, model: 'gpt-fake' }).finalMessage());
  expect(error.message).toContain('Too hot.');
});
