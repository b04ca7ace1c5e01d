import { APIError, AuthenticationError, BadRequestError, RateLimitError } from 'openai';
import { chatCompletion, chunk } from '../fakes/upstream/openai.payloads.ts';
import {
  framed,
  messageItem,
  responseEvents,
  responseFrames,
  responseOf,
} from '../fakes/upstream/responses.payloads.ts';
import { cutAfter, json, openaiError } from '../fakes/upstream/scenarios.ts';
import { openaiClient } from '../setup/openai-client.ts';
import { expect, test } from './fixtures.ts';

const QUESTION = { model: 'gpt-fake', input: 'Tell.' };
const CHAT_QUESTION = { ...QUESTION, model: 'chatty/chat-fake' };
const RAISE = { headers: { 'x-gateway-stream-error': 'raise' } };
const BEGUN = responseFrames(responseEvents(responseOf([messageItem('Once upon a time')])).slice(0, 6));
const CHAT_BEGUN = `data: ${JSON.stringify(chunk({ role: 'assistant', content: 'Once' }))}\n\n`;

test.override('env', { scope: 'file' }, ({ vendor }) => ({
  OPENAI_COMPATIBLE_NAME: 'chatty',
  OPENAI_COMPATIBLE_BASE_URL: `${vendor.url}/v1`,
}));

test('a wrong key is an AuthenticationError', async ({ gateway }) => {
  await expect(openaiClient(gateway, 'aig_notakey').responses.create(QUESTION)).rejects.toBeInstanceOf(
    AuthenticationError,
  );
});

test.for([
  { model: 'gpt-fake', endpoint: 'openai.responses' as const },
  { model: 'chatty/chat-fake', endpoint: 'openai.chat' as const },
])(
  "$model: the vendor's refusals keep status, words and retry-after",
  async ({ model, endpoint }, { openai, upstream }) => {
    upstream.on(endpoint, openaiError(400, { message: 'Not like this.', code: 'odd' }));
    const refused = openai.responses.create({ ...QUESTION, model });
    await expect(refused).rejects.toBeInstanceOf(BadRequestError);
    await expect(refused).rejects.toMatchObject({ status: 400, code: 'odd' });
    upstream.on(endpoint, openaiError(429, { message: 'Slow down.' }, { 'retry-after': '17' }));
    const limited: unknown = await openai.responses.create({ ...QUESTION, model }).catch((error: unknown) => error);
    expect(limited).toBeInstanceOf(RateLimitError);
    expect((limited as APIError).headers?.get('retry-after')).toBe('17');
  },
);

test('what a chat vendor cannot be told is refused by its name', async ({ openai, upstream }) => {
  upstream.on('openai.chat', json(chatCompletion()));
  const stored = openai.responses.create({ ...CHAT_QUESTION, conversation: 'conv_1' });
  await expect(stored).rejects.toMatchObject({ status: 400, code: 'unsupported_parameter', param: 'conversation' });
  const searching = openai.responses.create({ ...CHAT_QUESTION, tools: [{ type: 'web_search' }] });
  await expect(searching).rejects.toMatchObject({ status: 400, param: 'tools[0]' });
  expect(upstream.requestsTo('openai.chat')).toHaveLength(0);
});

test('an input that is neither text nor a list is refused by its name', async ({ openai }) => {
  const odd = openai.responses.create({ model: 'gpt-fake', input: 7 as unknown as string });
  await expect(odd).rejects.toMatchObject({ status: 400, code: 'invalid_field', param: 'input' });
});

const BROKEN = [
  { lane: 'verbatim', question: QUESTION, endpoint: 'openai.responses', begun: BEGUN },
  { lane: 'translated', question: CHAT_QUESTION, endpoint: 'openai.chat', begun: CHAT_BEGUN },
] as const;

test.for(BROKEN)(
  'a $lane stream that breaks ends as failed',
  async ({ question, endpoint, begun }, { openai, upstream }) => {
    upstream.on(endpoint, cutAfter(begun));
    const stream = await openai.responses.create({ ...question, stream: true });
    const events = await Array.fromAsync(stream);
    const last = events.at(-1);
    expect(last).toMatchObject({
      type: 'response.failed',
      response: { status: 'failed', error: { code: 'stream_interrupted' } },
    });
    expect(events.map((event) => event.sequence_number)).toEqual(events.map((_, index) => index));
    const [first] = events;
    expect(first?.type === 'response.created' && last?.type === 'response.failed' && last.response.id).toBe(
      first?.type === 'response.created' && first.response.id,
    );
  },
);

test.for(BROKEN)(
  'a $lane stream that breaks throws where the client asked for it',
  async ({ question, endpoint, begun }, { openai, upstream }) => {
    upstream.on(endpoint, cutAfter(begun));
    const stream = await openai.responses.create({ ...question, stream: true }, RAISE);
    await expect(Array.fromAsync(stream)).rejects.toBeInstanceOf(APIError);
    await expect(openai.responses.stream(question, RAISE).finalResponse()).rejects.toBeInstanceOf(APIError);
  },
);

test('what had come before a translated stream broke is in the failed response', async ({ openai, upstream }) => {
  upstream.on('openai.chat', cutAfter(CHAT_BEGUN));
  const response = await openai.responses.stream(CHAT_QUESTION).finalResponse();
  expect(response).toMatchObject({
    status: 'failed',
    output: [{ type: 'message', status: 'incomplete', content: [{ type: 'output_text', text: 'Once' }] }],
  });
});

test("the vendor's own error event passes as it came, and the SDK throws it", async ({ openai, upstream }) => {
  const error = {
    type: 'error',
    sequence_number: 6,
    error: { type: 'server_error', code: 'x', message: 'Overloaded.' },
  };
  upstream.on('openai.responses', framed(BEGUN + responseFrames([error])));
  const stream = await openai.responses.create({ ...QUESTION, stream: true });
  await expect(Array.fromAsync(stream)).rejects.toThrow('Overloaded.');
});
