import { describe, expect, it } from 'vitest';
import { collectAnswer } from '../canonical/answer.js';
import type { AnswerEvent, CanonicalEvent } from '../canonical/event.js';
import { MessagesStreamDecoder } from './stream.decoder.js';

const USAGE = { input_tokens: 10, cache_creation_input_tokens: 3, cache_read_input_tokens: 4, output_tokens: 62 };
const START = { type: 'message_start', message: { id: 'msg_1', model: 'claude', content: [], usage: USAGE } };
const finish = (reason: string, more: object = {}, usage: object = { output_tokens: 70 }) => ({
  type: 'message_delta',
  delta: { stop_reason: reason, stop_sequence: null, ...more },
  usage,
});
const STOP = { type: 'message_stop' };
const start = (index: number, block: object) => ({ type: 'content_block_start', index, content_block: block });
const delta = (index: number, fields: object) => ({ type: 'content_block_delta', index, delta: fields });
const stop = (index: number) => ({ type: 'content_block_stop', index });

function decode(...events: readonly object[]): CanonicalEvent[] {
  const decoder = new MessagesStreamDecoder({ provider: 'test', answerId: 'a' });
  return [...events.flatMap((event) => decoder.decode({ data: JSON.stringify(event) })), ...decoder.end()];
}

function answer(...events: readonly object[]) {
  return collectAnswer(decode(...events).filter((event): event is AnswerEvent => event.type !== 'error'));
}

describe('usage', () => {
  it('message_delta has the last word: running totals are not added up', () => {
    const { usage } = answer(START, finish('end_turn', {}, { ...USAGE, output_tokens: 70 }), STOP);
    expect(usage).toMatchObject({ inputUncached: 10, cacheWrite: 3, cacheRead: 4, output: 70, source: 'provider' });
  });

  it('older servers repeat only the output', () => {
    expect(answer(START, finish('end_turn'), STOP).usage).toMatchObject({
      inputUncached: 10,
      cacheRead: 4,
      output: 70,
    });
  });

  it('nulls do not wipe what is known, and thinking is taken out of the output', () => {
    const later = { input_tokens: null, output_tokens: 70, output_tokens_details: { thinking_tokens: 50 } };
    expect(answer(START, finish('end_turn', {}, later), STOP).usage).toMatchObject({
      inputUncached: 10,
      output: 20,
      reasoning: 50,
    });
  });

  it('of an answer that broke off is what its beginning said, marked as estimated', () => {
    const events = decode(START, start(0, { type: 'text', text: '' }));
    expect(events.at(-2)).toMatchObject({ type: 'usage', usage: { inputUncached: 10, source: 'estimated' } });
    expect(events.at(-1)).toMatchObject({ type: 'error', cause: 'truncated' });
  });
});

describe('blocks', () => {
  it('thinking is signed at its end', () => {
    const { choices } = answer(
      START,
      start(0, { type: 'thinking', thinking: '', signature: '' }),
      delta(0, { type: 'thinking_delta', thinking: 'Hm.' }),
      delta(0, { type: 'signature_delta', signature: 'c2ln' }),
      stop(0),
      start(1, { type: 'redacted_thinking', data: 'aGlk' }),
      stop(1),
      finish('end_turn'),
      STOP,
    );
    expect(choices[0]?.parts).toMatchObject([
      { head: { kind: 'reasoning' }, text: 'Hm.', signature: { issuer: 'anthropic-messages', data: 'c2ln' } },
      { head: { kind: 'reasoning', redacted: true }, text: '', signature: { data: 'aGlk' } },
    ]);
  });

  it.for<[string, object[], string]>([
    ['in pieces', [{ partial_json: '' }, { partial_json: '{"a"' }, { partial_json: ':1}' }], '{"a":1}'],
    ['none at all', [{ partial_json: '' }], '{}'],
    ['not one delta', [], '{}'],
  ])('tool input: %s', ([, pieces, text]) => {
    const { choices } = answer(
      START,
      start(0, { type: 'tool_use', id: 'toolu_1', name: 'look', input: {} }),
      ...pieces.map((piece) => delta(0, { type: 'input_json_delta', ...piece })),
      stop(0),
      finish('tool_use'),
      STOP,
    );
    expect(choices[0]).toMatchObject({
      parts: [{ head: { kind: 'tool-call', id: 'toolu_1', name: 'look' }, text }],
      reason: { unified: 'tool_calls', raw: 'tool_use' },
    });
  });

  it('a tool input that comes whole, as some servers send it, is not lost', () => {
    const block = { type: 'tool_use', id: 'toolu_1', name: 'look', input: { a: 1 } };
    expect(answer(START, start(0, block), stop(0), finish('tool_use')).choices[0]?.parts[0]?.text).toBe('{"a":1}');
  });

  it('what Anthropic’s own tools said is kept whole, with its place', () => {
    const result = { type: 'web_search_tool_result', tool_use_id: 's', content: [] };
    const { choices } = answer(
      START,
      start(0, { type: 'text', text: 'a' }),
      stop(0),
      start(1, { type: 'server_tool_use', id: 's', name: 'web_search', input: {} }),
      delta(1, { type: 'input_json_delta', partial_json: '{"query":' }),
      delta(1, { type: 'input_json_delta', partial_json: '"x"}' }),
      stop(1),
      start(2, result),
      stop(2),
      finish('end_turn'),
      STOP,
    );
    expect(choices[0]?.extensions?.['anthropic-messages']).toEqual({
      blocks: [
        { at: 1, block: { type: 'server_tool_use', id: 's', name: 'web_search', input: { query: 'x' } } },
        { at: 1, block: result },
      ],
    });
  });

  it('citations come with their text', () => {
    const citation = {
      type: 'char_location',
      cited_text: 'q',
      document_index: 0,
      start_char_index: 0,
      end_char_index: 1,
    };
    const { choices } = answer(
      START,
      start(0, { type: 'text', text: '', citations: [] }),
      delta(0, { type: 'citations_delta', citation }),
      delta(0, { type: 'text_delta', text: 'x' }),
      stop(0),
      finish('end_turn'),
    );
    expect(choices[0]?.parts).toMatchObject([{ text: 'x', citations: [{ kind: 'document', quote: 'q' }] }]);
  });
});

describe('ends', () => {
  it.for<[string, string]>([
    ['end_turn', 'stop'],
    ['max_tokens', 'length'],
    ['model_context_window_exceeded', 'length'],
    ['stop_sequence', 'stop_sequence'],
    ['tool_use', 'tool_calls'],
    ['pause_turn', 'pause'],
    ['refusal', 'content_filter'],
    ['something_new', 'stop'],
  ])('%s is %s', ([raw, unified]) => {
    expect(answer(START, finish(raw), STOP).choices[0]?.reason).toEqual({ unified, raw });
  });

  it('a refusal without content keeps its details', () => {
    const details = { type: 'refusal', category: 'cyber', explanation: 'no' };
    expect(answer(START, finish('refusal', { stop_details: details }), STOP).choices[0]).toMatchObject({
      parts: [],
      finishExtensions: { 'anthropic-messages': { stop_details: details } },
    });
  });

  it('the stop string that was met is kept', () => {
    const { choices } = answer(START, finish('stop_sequence', { stop_sequence: 'END' }), STOP);
    expect(choices[0]?.reason).toMatchObject({ sequence: 'END' });
  });

  it('a body that ends after the reason is whole', () => {
    expect(decode(START, finish('end_turn')).some(({ type }) => type === 'error')).toBe(false);
  });

  it('usage on the way is no end', () => {
    const onTheWay = { type: 'message_delta', delta: {}, usage: { output_tokens: 5 } };
    expect(decode(START, onTheWay, finish('end_turn'), STOP).filter(({ type }) => type === 'finish')).toHaveLength(1);
    expect(decode(START, onTheWay).at(-1)).toMatchObject({ type: 'error', cause: 'truncated' });
  });

  it('an error event is the vendor’s word, and nothing counts after it', () => {
    const error = { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } };
    expect(decode(START, error, finish('end_turn')).at(-1)).toEqual({
      type: 'error',
      cause: 'vendor',
      message: 'Overloaded',
      code: 'overloaded_error',
      vendorType: 'overloaded_error',
    });
  });
});

it('pings and events of kinds not known yet are passed over', () => {
  const odd = [{ type: 'ping' }, { type: 'content_block_checkpoint', index: 0 }, { note: 1 }];
  expect(decode(START, ...odd, finish('end_turn'), STOP)).toEqual(decode(START, finish('end_turn'), STOP));
});

it.for<[string, string | object]>([
  ['no JSON', '{"type":'],
  ['no object', '[]'],
  ['a piece of nothing', delta(3, { type: 'text_delta', text: 'x' })],
  ['a block of nothing', { type: 'content_block_start', index: 0 }],
])('%s is not the protocol', ([, event]) => {
  const decoder = new MessagesStreamDecoder({ provider: 'test', answerId: 'a' });
  const data = typeof event === 'string' ? event : JSON.stringify(event);
  expect(() => decoder.decode({ data })).toThrow(expect.objectContaining({ code: 'provider_invalid_response' }));
});
