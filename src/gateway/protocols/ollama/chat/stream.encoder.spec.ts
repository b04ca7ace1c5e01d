import { describe, expect, test } from 'vitest';
import { GatewayError } from '../../../../kernel/errors.js';
import { noUsage } from '../../../../kernel/token-usage.js';
import type { AnswerEvent } from '../../canonical/event.js';
import { ollamaChat } from './codec.js';

const context = { model: 'asked', id: 'x', created: 1_782_000_000, includeUsage: true };

function encode(...events: AnswerEvent[]): unknown[] {
  const encoder = ollamaChat.createStreamEncoder(context);
  const text = events.map((event) => encoder.encode(event)).join('') + encoder.end();
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as unknown);
}

describe('lines', () => {
  test('show text and thinking as they come, and end with reason and usage', () => {
    const lines = encode(
      { type: 'part-start', choice: 0, part: 0, content: { kind: 'reasoning' } },
      { type: 'part-delta', choice: 0, part: 0, text: 'hm' },
      { type: 'part-start', choice: 0, part: 1, content: { kind: 'text' } },
      { type: 'part-delta', choice: 0, part: 1, text: 'so' },
      { type: 'finish', choice: 0, reason: { unified: 'length', raw: null } },
      { type: 'usage', usage: { ...noUsage('provider'), inputUncached: 3, reasoning: 4 } },
    );
    expect(lines).toMatchObject([
      { model: 'asked', message: { role: 'assistant', content: '', thinking: 'hm' }, done: false },
      { message: { content: 'so' }, done: false },
      { done: true, done_reason: 'length', prompt_eval_count: 3, eval_count: 4 },
    ]);
  });

  test('give tool calls whole, with the arguments as an object', () => {
    const lines = encode(
      { type: 'part-start', choice: 0, part: 0, content: { kind: 'tool-call', id: 'c', name: 'look' } },
      { type: 'part-delta', choice: 0, part: 0, text: '{"a"' },
      { type: 'part-delta', choice: 0, part: 0, text: ':1}' },
      { type: 'part-end', choice: 0, part: 0 },
      { type: 'finish', choice: 0, reason: { unified: 'tool_calls', raw: null } },
    );
    expect(lines).toMatchObject([
      { message: { tool_calls: [{ id: 'c', function: { index: 0, name: 'look', arguments: { a: 1 } } }] } },
      { done: true, done_reason: 'stop' },
    ]);
  });
});

test('a picture is a line of its own; a sound has no place', () => {
  const media = (part: number, mediaType: string): AnswerEvent => ({
    type: 'media',
    choice: 0,
    part,
    mediaType,
    data: 'AA==',
  });
  expect(encode(media(0, 'audio/wav'), media(1, 'image/png'))).toMatchObject([
    { message: { content: '', images: ['AA=='] }, done: false },
    { done: true },
  ]);
});

test.each(['finish', 'raise'] as const)('an interruption is an error line (%s)', (mode) => {
  const error = new GatewayError('stream_interrupted', { provider: 'p', reason: 'reset' });
  expect(JSON.parse(ollamaChat.renderInterruption(error, context, mode))).toEqual({ error: error.message });
});
