import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../../kernel/json.js';
import { collectAnswer } from '../../canonical/answer.js';
import type { AnswerEvent, CanonicalEvent } from '../../canonical/event.js';
import { ollamaChat } from './codec.js';

const context = { provider: 'ollama', answerId: 'a1' };

function decode(...lines: JsonObject[]): CanonicalEvent[] {
  const decoder = ollamaChat.createStreamDecoder(context);
  return [...lines.flatMap((line) => decoder.decode({ data: JSON.stringify(line) })), ...decoder.end()];
}

const say = (message: JsonObject): JsonObject => ({
  model: 'm',
  message: { role: 'assistant', ...message },
  done: false,
});
const done = (more: JsonObject = {}): JsonObject => ({
  message: { role: 'assistant', content: '' },
  done: true,
  done_reason: 'stop',
  ...more,
});
const call = (more: JsonObject = {}): JsonObject =>
  say({ content: '', tool_calls: [{ function: { name: 'look', arguments: { a: 1 } }, ...more }] });

const choiceOf = (events: readonly CanonicalEvent[]) =>
  collectAnswer(events.filter((event): event is AnswerEvent => event.type !== 'error')).choices[0];

describe('lines become parts', () => {
  test('of thinking, text and tool calls, in their order', () => {
    const events = decode(
      say({ thinking: 'h' }),
      say({ thinking: 'm' }),
      say({ content: 'so' }),
      call({ id: 'c' }),
      done(),
    );
    expect(choiceOf(events)?.parts).toMatchObject([
      { head: { kind: 'reasoning' }, text: 'hm' },
      { head: { kind: 'text' }, text: 'so' },
      { head: { kind: 'tool-call', id: 'c', name: 'look' }, text: '{"a":1}' },
    ]);
  });

  test('one event at a time: nothing waits for a later line', () => {
    const decoder = ollamaChat.createStreamDecoder(context);
    const events = decoder.decode({ data: JSON.stringify(say({ content: 'first' })) });
    expect(events.at(-1)).toMatchObject({ type: 'part-delta', text: 'first' });
  });

  test('tool calls of old servers get ids that follow from the answer and their place', () => {
    const ids = choiceOf(decode(call(), call(), done()))?.parts.map(({ head }) => head.kind === 'tool-call' && head.id);
    expect(ids).toEqual(['call_a1_1', 'call_a1_2']);
  });

  test('a tool call without a name is not this protocol', () => {
    expect(() => decode(say({ tool_calls: [{ function: {} }] }))).toThrow(
      expect.objectContaining({ code: 'provider_invalid_response' }),
    );
  });
});

describe('the last line', () => {
  test('that says stop after tool calls means tool calls', () => {
    expect(choiceOf(decode(call(), done()))?.reason).toEqual({ unified: 'tool_calls', raw: 'stop' });
  });

  test('that says length stays length, even after tool calls', () => {
    expect(choiceOf(decode(call(), done({ done_reason: 'length' })))?.reason.unified).toBe('length');
  });

  test('counts an absent prompt as zero tokens and keeps durations', () => {
    expect(decode(done({ eval_count: 4, total_duration: 9 })).at(-1)).toMatchObject({
      type: 'usage',
      usage: { inputUncached: 0, output: 4, source: 'provider' },
      raw: { eval_count: 4, total_duration: 9 },
    });
  });

  test('that never came is a truncation', () => {
    expect(decode(say({ content: 'a' })).at(-1)).toMatchObject({ type: 'error', cause: 'truncated' });
  });

  test('may be an error', () => {
    expect(decode(say({ content: 'a' }), { error: 'out of memory' })).toContainEqual({
      type: 'error',
      cause: 'vendor',
      message: 'out of memory',
    });
  });
});
