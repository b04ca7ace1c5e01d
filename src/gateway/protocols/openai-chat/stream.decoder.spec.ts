import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../kernel/json.js';
import { collectAnswer } from '../canonical/answer.js';
import type { AnswerEvent, CanonicalEvent } from '../canonical/event.js';
import { openaiChat } from './codec.js';

const context = { provider: 'test', answerId: 'a1' };

/** The events of chunks that show only the fields of a choice the test is about; strings go in as they are. */
function decode(...chunks: (JsonObject | string)[]): CanonicalEvent[] {
  const decoder = openaiChat.createStreamDecoder(context);
  const events = chunks.flatMap((chunk) =>
    decoder.decode({ data: typeof chunk === 'string' ? chunk : JSON.stringify(chunk) }),
  );
  return [...events, ...decoder.end()];
}

const chunk = (delta: JsonObject, finish: string | null = null, more: JsonObject = {}): JsonObject => ({
  id: 'chatcmpl-1',
  choices: [{ index: 0, delta, finish_reason: finish }],
  ...more,
});

function answerOf(events: readonly CanonicalEvent[]) {
  return collectAnswer(events.filter((event): event is AnswerEvent => event.type !== 'error'));
}

const partsOf = (events: readonly CanonicalEvent[]) =>
  answerOf(events).choices[0]?.parts.map((part) => ({ ...part.head, text: part.text }));

describe('the end of a stream', () => {
  test('is clean with a finish reason and [DONE]', () => {
    const events = decode(chunk({ content: 'a' }), chunk({}, 'stop'), '[DONE]');
    expect(events.at(-1)).toMatchObject({ type: 'finish', reason: { unified: 'stop', raw: 'stop' } });
  });

  test('is clean without [DONE] once there was a finish reason', () => {
    expect(decode(chunk({ content: 'a' }, 'stop')).some((event) => event.type === 'error')).toBe(false);
  });

  test('is a truncation without either', () => {
    expect(decode(chunk({ content: 'a' })).at(-1)).toMatchObject({ type: 'error', cause: 'truncated' });
  });

  test('with [DONE] after an empty finish reason is a natural end', () => {
    const events = decode(chunk({ content: 'a' }), chunk({}, ''), '[DONE]');
    expect(events.at(-1)).toMatchObject({ type: 'finish', reason: { unified: 'stop' } });
  });

  test('comes once, though OpenRouter says it twice', () => {
    const events = decode(chunk({}, 'stop'), chunk({ role: 'assistant', content: '' }, 'stop'), '[DONE]');
    expect(events.filter((event) => event.type === 'finish')).toHaveLength(1);
  });
});

describe('content', () => {
  test('in the finish chunk is kept (Mistral, vLLM)', () => {
    expect(partsOf(decode(chunk({ content: 'whole' }, 'stop')))).toEqual([{ kind: 'text', text: 'whole' }]);
  });

  test.each(['reasoning_content', 'reasoning'])('named %s is reasoning, and comes before the text', (field) => {
    expect(partsOf(decode(chunk({ content: 'said', [field]: 'thought' }, 'stop')))).toEqual([
      { kind: 'reasoning', text: 'thought' },
      { kind: 'text', text: 'said' },
    ]);
  });

  test('under both names of reasoning is counted once', () => {
    const events = decode(chunk({ reasoning: 'thought', reasoning_content: 'thought' }, 'stop'));
    expect(partsOf(events)).toEqual([{ kind: 'reasoning', text: 'thought' }]);
  });

  test('in lists is taken apart into thinking and text (Mistral)', () => {
    const thinking = { type: 'thinking', thinking: [{ type: 'text', text: 'hm' }] };
    expect(partsOf(decode(chunk({ content: [thinking, { type: 'text', text: 'so' }] }, 'stop')))).toEqual([
      { kind: 'reasoning', text: 'hm' },
      { kind: 'text', text: 'so' },
    ]);
  });

  test('that is a refusal makes the stop reason one', () => {
    const events = decode(chunk({ refusal: 'No.' }), chunk({}, 'stop'));
    expect(answerOf(events).choices[0]).toMatchObject({ reason: { unified: 'refusal', raw: 'stop' } });
  });

  test('that only this dialect knows is kept as an extension', () => {
    const annotations = [{ type: 'file_citation', file_citation: { file_id: 'file-1' } }];
    const events = decode(chunk({ content: 'see' }), chunk({ annotations }), chunk({}, 'stop'));
    expect(answerOf(events).choices[0]?.extensions).toEqual({ 'openai-chat': { annotations } });
  });

  test('of parallel answers stays apart', () => {
    const both = {
      id: 'x',
      choices: [
        { index: 0, delta: { content: 'a' }, finish_reason: 'stop' },
        { index: 1, delta: { content: 'b' }, finish_reason: 'length' },
      ],
    };
    expect(answerOf(decode(both)).choices).toMatchObject([
      { parts: [{ text: 'a' }], reason: { unified: 'stop' } },
      { parts: [{ text: 'b' }], reason: { unified: 'length' } },
    ]);
  });
});

describe('tool calls', () => {
  const fragment = (index: number | undefined, id: string | undefined, name: unknown, text: string): JsonObject => ({
    tool_calls: [{ index, id, function: { name: name as string, arguments: text } }],
  });

  test.each([[''], [null]])('keep the name that a later fragment overwrites with %j', (name) => {
    const events = decode(
      chunk(fragment(0, 'call_1', 'look', '')),
      chunk(fragment(0, '', name, '{"a":1}')),
      chunk({}, 'tool_calls'),
    );
    expect(partsOf(events)).toEqual([{ kind: 'tool-call', id: 'call_1', name: 'look', text: '{"a":1}' }]);
  });

  test('may start at index 1 and interleave', () => {
    const events = decode(
      chunk(fragment(1, 'call_1', 'one', '{')),
      chunk(fragment(2, 'call_2', 'two', '[')),
      chunk(fragment(1, undefined, undefined, '}')),
      chunk(fragment(2, undefined, undefined, ']')),
      chunk({}, 'tool_calls'),
    );
    expect(partsOf(events)?.map((part) => part.text)).toEqual(['{}', '[]']);
  });

  test('that all carry index 0 are told apart by their ids', () => {
    const events = decode(
      chunk(fragment(0, 'a', 'one', '{}')),
      chunk(fragment(0, 'b', 'two', '{}')),
      chunk({}, 'stop'),
    );
    expect(partsOf(events)).toMatchObject([{ name: 'one' }, { name: 'two' }]);
    expect(answerOf(events).choices[0]?.reason.unified).toBe('tool_calls');
  });

  test('without ids get one that follows from the answer and their place', () => {
    const events = decode(chunk(fragment(0, undefined, 'one', '{}')), chunk({}, 'tool_calls'));
    expect(partsOf(events)).toMatchObject([{ id: 'call_a1_1' }]);
  });

  test('wait for a name that comes late', () => {
    const events = decode(
      chunk(fragment(0, 'a', undefined, '{"x"')),
      chunk(fragment(0, undefined, 'one', ':1}')),
      chunk({}, 'tool_calls'),
    );
    expect(partsOf(events)).toEqual([{ kind: 'tool-call', id: 'a', name: 'one', text: '{"x":1}' }]);
  });

  test('that never get a name are not this protocol', () => {
    expect(() => decode(chunk(fragment(0, 'a', undefined, '{}')), chunk({}, 'tool_calls'))).toThrow(
      expect.objectContaining({ code: 'provider_invalid_response' }),
    );
  });

  test('in the legacy form are tool calls too', () => {
    const events = decode(
      chunk({ function_call: { name: 'look', arguments: '' } }),
      chunk({ function_call: { arguments: '{}' } }),
      chunk({}, 'function_call'),
    );
    expect(partsOf(events)).toMatchObject([{ kind: 'tool-call', name: 'look', text: '{}' }]);
  });
});

describe('usage', () => {
  const usage = { prompt_tokens: 5, completion_tokens: 7, total_tokens: 12 };

  test.each([
    ['a chunk of its own', [chunk({ content: 'a' }, 'stop'), { choices: [], usage }]],
    ['the finish chunk', [chunk({ content: 'a' }, 'stop', { usage })]],
    ['every chunk, the last being right', [chunk({ content: 'a' }, null, { usage: {} }), chunk({}, 'stop', { usage })]],
  ])('is read from %s, once, last', (_, chunks) => {
    const events = decode(...(chunks as JsonObject[]), '[DONE]');
    expect(events.filter((event) => event.type === 'usage')).toHaveLength(1);
    expect(events.at(-1)).toMatchObject({ type: 'usage', usage: { inputUncached: 5, output: 7 }, raw: usage });
  });
});

describe('errors', () => {
  test('inside the stream end it, whatever follows', () => {
    const events = decode(
      chunk({ content: 'a' }),
      { error: { message: 'no', type: 't', code: 'c' } },
      chunk({}, 'stop'),
    );
    expect(events.at(-1)).toEqual({ type: 'error', cause: 'vendor', message: 'no', code: 'c', vendorType: 't' });
  });

  test('beside an ordinary chunk come after its usage (OpenRouter)', () => {
    const error = { code: 400, message: 'Token limit reached' };
    const events = decode(chunk({ content: 'a' }), chunk({}, null, { error, usage: { prompt_tokens: 43 } }));
    expect(events.slice(-2)).toMatchObject([{ type: 'usage' }, { type: 'error', code: '400' }]);
  });

  test('may be named by the event alone', () => {
    const decoder = openaiChat.createStreamDecoder(context);
    expect(decoder.decode({ event: 'error', data: '{"message":"overloaded"}' })).toMatchObject([
      { type: 'error', message: 'overloaded' },
    ]);
  });

  test.each(['not json', '[]', '"text"'])('are raised over chunks like %s', (data) => {
    expect(() => decode(data)).toThrow(expect.objectContaining({ code: 'provider_invalid_response' }));
  });
});

test("Azure's first chunk, with filter results and no choices, starts nothing", () => {
  const events = decode({ choices: [], id: '', model: '', created: 0, prompt_filter_results: [] }, chunk({}, 'stop'));
  expect(events[0]).toMatchObject({ type: 'start', id: 'chatcmpl-1' });
});
