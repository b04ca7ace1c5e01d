import { describe, expect, test } from 'vitest';
import { GatewayError } from '../../../kernel/errors.js';
import { noUsage } from '../../../kernel/token-usage.js';
import type { AnswerEvent } from '../canonical/event.js';
import type { EncoderContext } from '../codec.js';
import { openaiChat } from './codec.js';

const context: EncoderContext = { model: 'asked', id: 'chatcmpl-x', created: 1_782_000_000, includeUsage: false };

interface Chunk {
  id: string;
  model: string;
  choices: { index: number; delta: Record<string, unknown>; finish_reason: string | null }[];
  usage?: unknown;
  error?: unknown;
}

function parse(text: string): (Chunk | '[DONE]')[] {
  return text
    .split('\n\n')
    .filter((frame) => frame !== '')
    .map((frame) => {
      const data = frame.slice('data: '.length);
      return data === '[DONE]' ? data : (JSON.parse(data) as Chunk);
    });
}

function encode(events: readonly AnswerEvent[], more: Partial<EncoderContext> = {}): Chunk[] {
  const encoder = openaiChat.createStreamEncoder({ ...context, ...more });
  return parse(events.map((event) => encoder.encode(event)).join('')) as Chunk[];
}

const text = (part: number, content: string): AnswerEvent[] => [
  { type: 'part-start', choice: 0, part, content: { kind: 'text' } },
  { type: 'part-delta', choice: 0, part, text: content },
  { type: 'part-end', choice: 0, part },
];

const call = (part: number, id: string): AnswerEvent[] => [
  { type: 'part-start', choice: 0, part, content: { kind: 'tool-call', id, name: 'look' } },
  { type: 'part-delta', choice: 0, part, text: '{"a":1}' },
  { type: 'part-end', choice: 0, part },
];

const finish: AnswerEvent = { type: 'finish', choice: 0, reason: { unified: 'stop', raw: null } };
const usage: AnswerEvent = { type: 'usage', usage: { ...noUsage('provider'), inputUncached: 3, output: 4 } };

describe('chunks', () => {
  test('begin with the role and carry the model that the client asked for', () => {
    const [first, second] = encode([{ type: 'start', model: 'upstream-name' }, ...text(0, 'hi')]);
    expect(first).toMatchObject({ id: 'chatcmpl-x', model: 'asked', choices: [{ delta: { role: 'assistant' } }] });
    expect(second?.choices[0]?.delta).toEqual({ content: 'hi' });
  });

  test('show reasoning as reasoning_content', () => {
    const chunks = encode([
      { type: 'part-start', choice: 0, part: 0, content: { kind: 'reasoning' } },
      { type: 'part-delta', choice: 0, part: 0, text: 'hm' },
    ]);
    expect(chunks.at(-1)?.choices[0]?.delta).toEqual({ reasoning_content: 'hm' });
  });

  test('number tool calls by themselves, whatever parts stand between', () => {
    const chunks = encode([...text(0, 'a'), ...call(1, 'x'), ...text(2, 'b'), ...call(3, 'y')]);
    const indexes = chunks.flatMap(({ choices }) =>
      ((choices[0]?.delta['tool_calls'] ?? []) as { index: number }[]).map(({ index }) => index),
    );
    expect(indexes).toEqual([0, 0, 1, 1]);
  });

  test('keep quotes, line ends and separators of other systems inside their JSON', () => {
    const nasty = 'a"b\n\ndata: x\u2028\r\u0000';
    expect(encode(text(0, nasty)).at(-1)?.choices[0]?.delta).toEqual({ content: nasty });
  });

  test.each([
    ['stop_sequence', 'stop'],
    ['pause', 'stop'],
    ['refusal', 'stop'],
    ['length', 'length'],
    ['tool_calls', 'tool_calls'],
    ['content_filter', 'content_filter'],
  ] as const)('end %s with finish_reason %s', (unified, expected) => {
    const chunks = encode([{ type: 'finish', choice: 0, reason: { unified, raw: 'theirs' } }]);
    expect(chunks.at(-1)?.choices[0]?.finish_reason).toBe(expected);
  });
});

describe('usage', () => {
  test('comes in a last chunk without choices if asked for, and is null before', () => {
    const chunks = encode([...text(0, 'a'), finish, usage], { includeUsage: true });
    expect(chunks.slice(0, -1).every((chunk) => chunk.usage === null)).toBe(true);
    expect(chunks.at(-1)).toMatchObject({
      choices: [],
      usage: { prompt_tokens: 3, completion_tokens: 4, total_tokens: 7 },
    });
  });

  test('is not mentioned otherwise', () => {
    expect(encode([...text(0, 'a'), finish, usage]).some((chunk) => 'usage' in chunk)).toBe(false);
  });
});

describe('an interruption', () => {
  const error = new GatewayError('stream_interrupted', { provider: 'ollama', reason: 'the connection was reset' });

  test('as finish is an ordinary end that SDKs do not throw on', () => {
    const encoder = openaiChat.createStreamEncoder(context);
    encoder.encode({ type: 'start', id: 'chatcmpl-theirs' });
    const [chunk, done] = parse(encoder.interrupt(error, 'finish'));
    expect(chunk).toMatchObject({
      id: 'chatcmpl-theirs',
      choices: [{ index: 0, finish_reason: 'error' }],
      x_gateway: { error: { code: 'stream_interrupted' } },
    });
    expect(chunk).not.toHaveProperty('error');
    expect(done).toBe('[DONE]');
  });

  test('as raise is an error event', () => {
    expect(parse(openaiChat.renderInterruption(error, context, 'raise'))).toMatchObject([
      { error: { code: 'stream_interrupted', type: 'provider_error' } },
    ]);
  });

  test('finishes the answers that have not finished', () => {
    const encoder = openaiChat.createStreamEncoder(context);
    for (const choice of [0, 1]) {
      encoder.encode({ type: 'part-start', choice, part: choice, content: { kind: 'text' } });
    }
    encoder.encode(finish);
    const [chunk] = parse(encoder.interrupt(error, 'finish')) as Chunk[];
    expect(chunk?.choices.map(({ index }) => index)).toEqual([1]);
  });
});

test('an error names type, param and code as OpenAI does', () => {
  const { status, body } = openaiChat.renderError(
    new GatewayError('invalid_field', { param: 'messages[0].content', reason: 'must be text' }),
  );
  expect(status).toBe(400);
  expect(body).toEqual({
    error: {
      message: 'Invalid value for "messages[0].content": must be text.',
      type: 'invalid_request_error',
      param: 'messages[0].content',
      code: 'invalid_field',
    },
  });
});

test('a client that sent functions gets function_call back', () => {
  const raw = { model: 'm', messages: [{ role: 'user', content: 'a' }], functions: [{ name: 'look' }] };
  const { request } = openaiChat.decodeRequest(raw, { model: 'm', stream: true });
  const chunks = encode([...call(0, 'x'), { ...finish, reason: { unified: 'tool_calls', raw: null } }], { request });
  expect(chunks.map((chunk) => chunk.choices[0]?.delta['function_call'])).toEqual([
    undefined,
    { name: 'look', arguments: '' },
    { arguments: '{"a":1}' },
    undefined,
  ]);
  expect(chunks.at(-1)?.choices[0]?.finish_reason).toBe('function_call');
});
