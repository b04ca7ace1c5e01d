import { describe, expect, test } from 'vitest';
import { totalTokens } from '../../../kernel/token-usage.js';
import type { JsonObject } from '../../../kernel/json.js';
import { bedrockConverse } from './codec.js';
import { decodeStopReason } from './stop-reason.js';
import { readConverseUsage } from './usage.js';

const CONTEXT = { provider: 'aws', answerId: 'a' };

type Wire = readonly [event: string, payload: JsonObject];

function decode(...events: readonly Wire[]) {
  const decoder = bedrockConverse.createStreamDecoder(CONTEXT);
  const decoded = events.flatMap(([event, payload]) => decoder.decode({ event, data: JSON.stringify(payload) }));
  return [...decoded, ...decoder.end()];
}

const delta = (contentBlockIndex: number, piece: JsonObject): Wire => [
  'contentBlockDelta',
  { contentBlockIndex, delta: piece, p: 'abc' },
];
const start = (contentBlockIndex: number, begin: JsonObject): Wire => [
  'contentBlockStart',
  { contentBlockIndex, start: begin },
];
const stop = (contentBlockIndex: number): Wire => ['contentBlockStop', { contentBlockIndex }];
const END: Wire = ['messageStop', { stopReason: 'end_turn' }];

describe('blocks', () => {
  test('of text begin with their first delta and end with their stop', () => {
    expect(decode(['messageStart', { role: 'assistant' }], delta(0, { text: 'Hi' }), stop(0), END)).toEqual([
      { type: 'start' },
      { type: 'part-start', choice: 0, part: 0, content: { kind: 'text' } },
      { type: 'part-delta', choice: 0, part: 0, text: 'Hi' },
      { type: 'part-end', choice: 0, part: 0 },
      { type: 'finish', choice: 0, reason: { unified: 'stop', raw: 'end_turn' }, extensions: undefined },
    ]);
  });

  test('of reasoning end with their signature, hidden ones are nothing else', () => {
    const hidden = Buffer.from('abc+/').toString('base64');
    const events = decode(
      delta(0, { reasoningContent: { text: 'Hm.' } }),
      delta(0, { reasoningContent: { signature: 'c2' } }),
      delta(0, { reasoningContent: { signature: 'ln' } }),
      stop(0),
      delta(1, { reasoningContent: { redactedContent: hidden } }),
      stop(1),
      END,
    );
    expect(events).toContainEqual({
      type: 'part-end',
      choice: 0,
      part: 0,
      signature: { issuer: 'bedrock-converse', data: 'c2ln' },
    });
    expect(events).toContainEqual({
      type: 'part-start',
      choice: 0,
      part: 1,
      content: { kind: 'reasoning', redacted: true },
    });
    // The text that Anthropic's own platform would have given.
    expect(events).toContainEqual({
      type: 'part-end',
      choice: 0,
      part: 1,
      signature: { issuer: 'bedrock-converse', data: 'abc+/' },
    });
  });

  test('of tools may be open side by side', () => {
    const events = decode(
      start(1, { toolUse: { toolUseId: 't1', name: 'one' } }),
      start(2, { toolUse: { toolUseId: 't2', name: 'two' } }),
      delta(2, { toolUse: { input: '{"b":2}' } }),
      delta(1, { toolUse: { input: '{"a":1}' } }),
      stop(2),
      stop(1),
      ['messageStop', { stopReason: 'tool_use' }],
    );
    expect(events.filter(({ type }) => type === 'part-delta')).toEqual([
      { type: 'part-delta', choice: 0, part: 1, text: '{"b":2}' },
      { type: 'part-delta', choice: 0, part: 0, text: '{"a":1}' },
    ]);
  });

  test('of the vendor’s own tools are no calls of the client’s', () => {
    const search = { toolUse: { toolUseId: 's', name: 'nova_grounding', type: 'server_tool_use' } };
    const events = decode(start(0, search), delta(0, { toolUse: { input: '{}' } }), stop(0), END);
    expect(events.map(({ type }) => type)).toEqual(['start', 'extension', 'extension', 'finish']);
    expect(events).toContainEqual({
      type: 'extension',
      choice: 0,
      extensions: { 'bedrock-converse': { content: [search] } },
    });
  });

  test('of pictures are media, whole once they end', () => {
    const piece = (text: string) => ({ image: { source: { bytes: Buffer.from(text).toString('base64') } } });
    const events = decode(
      start(0, { image: { format: 'png' } }),
      delta(0, piece('a')),
      delta(0, piece('b')),
      stop(0),
      END,
    );
    const data = Buffer.from('ab').toString('base64');
    expect(events).toContainEqual({ type: 'media', choice: 0, part: 0, mediaType: 'image/png', data });
  });

  test('that nobody stopped end with the message', () => {
    expect(decode(delta(0, { text: 'Hi' }), END)).toContainEqual({ type: 'part-end', choice: 0, part: 0 });
  });
});

describe('citations', () => {
  const cite = (location: JsonObject) =>
    decode(
      delta(0, { text: 'x' }),
      delta(0, { citation: { title: 'T', sourceContent: [{ text: 'q' }], location } }),
      END,
    ).find(({ type }) => type === 'citation' || type === 'extension');

  test.each([
    ['documentChar', 'character'],
    ['documentPage', 'page'],
    ['documentChunk', 'chunk'],
  ])('of a %s count in the unit %s', (key, unit) => {
    expect(cite({ [key]: { documentIndex: 2, start: 3, end: 4 } })).toMatchObject({
      type: 'citation',
      part: 0,
      citation: { kind: 'document', document: 2, unit, start: 3, end: 4, title: 'T', quote: 'q' },
    });
  });

  test('of a page of the web name it', () => {
    expect(cite({ web: { url: 'https://example.com', domain: 'example.com' } })).toMatchObject({
      citation: { kind: 'url', url: 'https://example.com', title: 'T' },
    });
  });

  test('of search results are told as they are', () => {
    expect(cite({ searchResultLocation: { searchResultIndex: 0 } })).toMatchObject({ type: 'extension' });
  });
});

describe('the end', () => {
  test('is not messageStop: usage and what the guardrail saw follow it', () => {
    const usage = {
      inputTokens: 5,
      outputTokens: 7,
      totalTokens: 18,
      cacheReadInputTokens: 4,
      cacheWriteInputTokens: 2,
    };
    const trace = { guardrail: { modelOutput: ['x'] } };
    const [, , extension, counted] = decode(END, ['metadata', { usage, trace, metrics: { latencyMs: 1 } }]);
    expect(extension).toEqual({ type: 'extension', choice: 0, extensions: { 'bedrock-converse': { trace } } });
    expect(counted).toMatchObject({
      type: 'usage',
      usage: { inputUncached: 5, cacheRead: 4, cacheWrite: 2, output: 7 },
      raw: usage,
    });
  });

  test('that never came is a truncated answer, one without usage is whole', () => {
    expect(decode(delta(0, { text: 'Hi' })).at(-1)).toMatchObject({ type: 'error', cause: 'truncated' });
    expect(decode(END).at(-1)).toMatchObject({ type: 'finish' });
  });

  test.each([
    [
      'exception:throttlingException',
      { message: 'Slow.' },
      { message: 'Slow.', code: 'ThrottlingException', status: 429 },
    ],
    [
      'exception:modelStreamErrorException',
      { originalMessage: 'Bad.' },
      { message: 'Bad.', code: 'ModelStreamErrorException', status: 424 },
    ],
    ['exception:novelException', { message: 'New.' }, { message: 'New.', code: 'NovelException' }],
  ])('is an exception: %s', (event, payload, error) => {
    expect(decode([event, payload], END)).toEqual([{ type: 'error', cause: 'vendor', ...error }]);
  });

  test('is an exception without JSON', () => {
    const decoder = bedrockConverse.createStreamDecoder(CONTEXT);
    expect(decoder.decode({ event: 'exception:', data: 'Out of order.' })).toEqual([
      { type: 'error', cause: 'vendor', message: 'Out of order.' },
    ]);
  });
});

test.each([
  ['end_turn', false, 'stop'],
  ['end_turn', true, 'tool_calls'],
  ['tool_use', true, 'tool_calls'],
  ['max_tokens', true, 'length'],
  ['model_context_window_exceeded', false, 'length'],
  ['stop_sequence', false, 'stop_sequence'],
  ['guardrail_intervened', false, 'content_filter'],
  ['content_filtered', false, 'content_filter'],
  ['malformed_tool_use', true, 'error'],
  ['malformed_model_output', false, 'error'],
  ['something_new', false, 'stop'],
  [null, false, 'stop'],
] as const)('stopReason %s (calls: %s) is %s', (said, toolCalls, unified) => {
  expect(decodeStopReason(said, { toolCalls })).toEqual({ unified, raw: said });
});

test('tokens are counted once, and those of the cache also where only their ages are told', () => {
  const byAge = {
    cacheDetails: [
      { ttl: '5m', inputTokens: 3 },
      { ttl: '1h', inputTokens: 4 },
    ],
  };
  expect(readConverseUsage({ inputTokens: 1, outputTokens: 2, ...byAge })).toMatchObject({ cacheWrite: 7 });
  const both = readConverseUsage({
    inputTokens: 1,
    outputTokens: 2,
    cacheWriteInputTokens: 7,
    totalTokens: 10,
    ...byAge,
  });
  expect(totalTokens(both)).toBe(10);
});

test.each(['[]', '"x"', '{'])('an event that holds %s is not the protocol', (data) => {
  const decoder = bedrockConverse.createStreamDecoder(CONTEXT);
  expect(() => decoder.decode({ event: 'contentBlockDelta', data })).toThrow(
    expect.objectContaining({ code: 'provider_invalid_response' }),
  );
});

describe('a whole answer', () => {
  const metadata = { usage: { inputTokens: 1, outputTokens: 2, totalTokens: 3 } };

  test('is the same events as its stream', () => {
    const content = [
      { reasoningContent: { reasoningText: { text: 'Hm.', signature: 'c2ln' } } },
      { reasoningContent: { redactedContent: 'AAAA' } },
      {
        citationsContent: {
          content: [{ text: 'Yes.' }],
          citations: [{ location: { documentPage: { documentIndex: 0, start: 1, end: 2 } } }],
        },
      },
      { image: { format: 'png', source: { bytes: 'AAAA' } } },
      { toolUse: { toolUseId: 't', name: 'look', input: { a: 1 } } },
    ];
    const whole = bedrockConverse.decodeResponse(
      { output: { message: { role: 'assistant', content } }, stopReason: 'tool_use', ...metadata },
      CONTEXT,
    );
    const streamed = decode(
      ['messageStart', { role: 'assistant' }],
      delta(0, { reasoningContent: { text: 'Hm.' } }),
      delta(0, { reasoningContent: { signature: 'c2ln' } }),
      stop(0),
      delta(1, { reasoningContent: { redactedContent: 'AAAA' } }),
      stop(1),
      delta(2, { text: 'Yes.' }),
      delta(2, { citation: { location: { documentPage: { documentIndex: 0, start: 1, end: 2 } } } }),
      stop(2),
      start(3, { image: { format: 'png' } }),
      delta(3, { image: { source: { bytes: 'AAAA' } } }),
      stop(3),
      start(4, { toolUse: { toolUseId: 't', name: 'look' } }),
      delta(4, { toolUse: { input: '{"a":1}' } }),
      stop(4),
      ['messageStop', { stopReason: 'tool_use' }],
      ['metadata', metadata],
    );
    expect(whole).toEqual(streamed);
  });

  test('without a message is none', () => {
    expect(() => bedrockConverse.decodeResponse({ message: 'x' }, CONTEXT)).toThrow(
      expect.objectContaining({ code: 'provider_invalid_response' }),
    );
  });
});
