import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../kernel/json.js';
import { collectAnswer } from '../canonical/answer.js';
import type { AnswerEvent, CanonicalEvent } from '../canonical/event.js';
import { ResponsesStreamDecoder } from './stream.decoder.js';

const context = { provider: 'p', answerId: 'a' };

function decode(events: readonly JsonObject[]): CanonicalEvent[] {
  const decoder = new ResponsesStreamDecoder(context);
  return [...events.flatMap((event) => decoder.decode({ data: JSON.stringify(event) })), ...decoder.end()];
}

function answerOf(events: readonly JsonObject[]) {
  const decoded = decode(events);
  expect(decoded.filter(({ type }) => type === 'error')).toEqual([]);
  return collectAnswer(decoded as AnswerEvent[]).choices[0];
}

const created: JsonObject = { type: 'response.created', response: { id: 'resp_1', model: 'm', created_at: 7 } };
const completed = (more: JsonObject = {}): JsonObject => ({
  type: 'response.completed',
  response: { status: 'completed', output: [], ...more },
});
const call: JsonObject = { type: 'function_call', id: 'fc_1', call_id: 'call_1', name: 'look', arguments: '{"a":1}' };
const added = (item: JsonObject): JsonObject => ({ type: 'response.output_item.added', output_index: 0, item });
const done = (item: JsonObject): JsonObject => ({ type: 'response.output_item.done', output_index: 0, item });
const input = (kind: 'delta' | 'done', text: string, id = 'fc_1'): JsonObject => ({
  type: `response.function_call_arguments.${kind}`,
  output_index: 0,
  item_id: id,
  [kind === 'delta' ? 'delta' : 'arguments']: text,
});

describe('a tool call is neither lost nor doubled', () => {
  const begun = added({ ...call, arguments: '' });
  test.each<[string, JsonObject[]]>([
    [
      'in deltas, with everything repeated',
      [begun, input('delta', '{"a"'), input('delta', ':1}'), input('done', '{"a":1}'), done(call)],
    ],
    ['whole with arguments.done', [begun, input('done', '{"a":1}'), done(call)]],
    ['whole in the item', [begun, done(call)]],
    ['in an item that was never announced', [done(call)]],
    ['in deltas of an item that was never announced', [input('delta', '{"a":1}'), done(call)]],
    ['in an item that is never done', [begun, input('delta', '{"a":1}')]],
    [
      'under ids that change (GitHub Copilot)',
      [begun, input('delta', '{"a":1}', 'x'), input('done', '{"a":1}', 'y'), done({ ...call, id: 'z' })],
    ],
  ])('%s', (_, events) => {
    expect(answerOf([created, ...events, completed()])).toMatchObject({
      parts: [{ head: { kind: 'tool-call', id: 'call_1', name: 'look' }, text: '{"a":1}' }],
      reason: { unified: 'tool_calls' },
    });
  });

  test('by id, where the server leaves the place out', () => {
    const events = [begun, input('delta', '{"a":1}'), done(call)].map((event) => ({ ...event, output_index: null }));
    expect(answerOf([created, ...events, completed()])?.parts).toMatchObject([{ text: '{"a":1}' }]);
  });

  test('one without a name is no protocol', () => {
    expect(() => decode([created, input('delta', '{}'), completed()])).toThrow(/without a name/);
  });
});

test('a response told of only by its last event is whole', () => {
  const message = { type: 'message', content: [{ type: 'output_text', text: 'Hello.' }] };
  expect(answerOf([completed({ output: [message, call] })])?.parts).toMatchObject([
    { head: { kind: 'text' }, text: 'Hello.' },
    { head: { kind: 'tool-call' }, text: '{"a":1}' },
  ]);
});

describe('reasoning', () => {
  const item = { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'gAAAAABp' };
  const signature = { issuer: 'openai-responses', data: 'gAAAAABp', id: 'rs_1' };

  test('sections of a summary are paragraphs of one thought, signed once', () => {
    const told = (summaryIndex: number, delta: string): JsonObject => ({
      type: 'response.reasoning_summary_text.delta',
      output_index: 0,
      summary_index: summaryIndex,
      delta,
    });
    const events = [added(item), told(0, 'One'), told(0, '.'), told(1, 'Two.'), done(item)];
    expect(answerOf([created, ...events, completed()])?.parts).toMatchObject([{ text: 'One.\n\nTwo.', signature }]);
  });

  test('an item with nothing to read is a hidden thought', () => {
    expect(answerOf([created, added(item), done(item), completed()])?.parts).toMatchObject([
      { head: { kind: 'reasoning', redacted: true }, text: '', signature },
    ]);
  });

  test('an item with nothing at all is no thought', () => {
    const empty = { type: 'reasoning', id: 'rs_1', summary: [] };
    expect(answerOf([created, added(empty), done(empty), completed()])?.parts).toEqual([]);
  });

  test('what is told twice counts once', () => {
    const both = {
      type: 'reasoning',
      id: 'rs_1',
      summary: [{ type: 'summary_text', text: 'Short.' }],
      content: [{ type: 'reasoning_text', text: 'Long.' }],
    };
    expect(answerOf([created, done(both), completed()])?.parts).toMatchObject([{ text: 'Short.' }]);
  });
});

describe('the end', () => {
  test.each<[JsonObject, string, string]>([
    [{ incomplete_details: { reason: 'max_output_tokens' } }, 'length', 'max_output_tokens'],
    [{ incomplete_details: { reason: 'content_filter' } }, 'content_filter', 'content_filter'],
    [{}, 'length', 'incomplete'],
  ])('incomplete with %j is %s, also in the middle of a call', (details, unified, raw) => {
    const last = { type: 'response.incomplete', response: { status: 'incomplete', ...details } };
    expect(answerOf([created, added({ ...call, arguments: '' }), input('delta', '{"a'), last])).toMatchObject({
      parts: [{ text: '{"a' }],
      reason: { unified, raw },
    });
  });

  test('a refusal is completed, and a refusal', () => {
    const refused = { type: 'message', content: [{ type: 'refusal', refusal: 'No.' }] };
    expect(answerOf([created, done(refused), completed()])).toMatchObject({
      parts: [{ head: { kind: 'refusal' }, text: 'No.' }],
      reason: { unified: 'refusal' },
    });
  });

  test('a queue in front and a terminator of chat behind are no trouble', () => {
    const decoder = new ResponsesStreamDecoder(context);
    const frames = [{ ...created, type: 'response.queued' }, completed()].map((event) => JSON.stringify(event));
    const events = [...frames, '[DONE]'].flatMap((data) => decoder.decode({ data }));
    expect(events.map(({ type }) => type)).toEqual(['start', 'finish']);
  });

  test('a stream without a last event is truncated', () => {
    expect(decode([created]).at(-1)).toMatchObject({ type: 'error', cause: 'truncated' });
  });

  const words = { code: 'insufficient_quota', message: 'No money.' };
  test.each<[string, JsonObject]>([
    ['nested, as OpenAI sends it', { type: 'error', error: { type: 'insufficient_quota', ...words } }],
    ['flat, as it is specified', { type: 'error', ...words, param: null }],
    ['as a failed response', { type: 'response.failed', response: { status: 'failed', error: words } }],
  ])('an error %s', (_, event) => {
    const events = decode([created, event, { type: 'response.failed', response: { error: { message: 'Again.' } } }]);
    expect(events.filter(({ type }) => type === 'error')).toMatchObject([{ cause: 'vendor', ...words }]);
  });
});

test('citations are told once, others than of pages stay with their dialect', () => {
  const page = { type: 'url_citation', url: 'https://example.com', title: 'E', start_index: 0, end_index: 5 };
  const file = { type: 'file_citation', file_id: 'file-1', filename: 'a', index: 3 };
  const message = { type: 'message', content: [{ type: 'output_text', text: 'Hello', annotations: [page, file] }] };
  const event = { type: 'response.output_text.annotation.added', output_index: 0, content_index: 0, annotation: page };
  const events = decode([created, added({ type: 'message', content: [] }), event, done(message), completed()]);
  expect(events.filter(({ type }) => type === 'citation')).toMatchObject([
    { citation: { kind: 'url', url: 'https://example.com', title: 'E', start: 0, end: 5 } },
  ]);
  expect(events.filter(({ type }) => type === 'extension')).toMatchObject([
    { extensions: { 'openai-responses': { annotations: [file] } } },
  ]);
});

test('a picture is media, what other tools did stays with the dialect', () => {
  const picture = { type: 'image_generation_call', id: 'ig_1', result: 'AAAA', output_format: 'webp' };
  const search = { type: 'web_search_call', id: 'ws_1', status: 'completed' };
  const events = decode([created, done(picture), { ...done(search), output_index: 1 }, completed()]);
  expect(events).toMatchObject([
    { type: 'start' },
    { type: 'media', mediaType: 'image/webp', data: 'AAAA' },
    { type: 'extension', extensions: { 'openai-responses': { output: [search] } } },
    { type: 'finish' },
  ]);
});

test('usage is disjoint, and its sum what the vendor said', () => {
  const usage = {
    input_tokens: 20,
    input_tokens_details: { cached_tokens: 8, cache_write_tokens: 2 },
    output_tokens: 12,
    output_tokens_details: { reasoning_tokens: 5 },
    total_tokens: 32,
  };
  expect(decode([created, completed({ usage })]).at(-1)).toMatchObject({
    usage: { inputUncached: 10, cacheRead: 8, cacheWrite: 2, output: 7, reasoning: 5, source: 'provider' },
    raw: usage,
  });
});
