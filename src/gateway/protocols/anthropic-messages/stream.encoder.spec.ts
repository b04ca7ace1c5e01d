import { describe, expect, it } from 'vitest';
import { GatewayError } from '../../../kernel/errors.js';
import type { JsonObject } from '../../../kernel/json.js';
import { noUsage } from '../../../kernel/token-usage.js';
import type { AnswerEvent, PartHead } from '../canonical/event.js';
import type { Signature } from '../canonical/signature.js';
import { decodeMessages } from './messages.decode.js';
import { FieldReader } from '../canonical/field-reader.js';
import { encodeResponse } from './response.encode.js';
import { MessagesStreamEncoder } from './stream.encoder.js';

const CONTEXT = { model: 'm', id: 'answer', created: 1, includeUsage: true };
const GEMINI: Signature = { issuer: 'gemini', data: 'dGhvdWdodA==' };

const begin = (part: number, content: PartHead): AnswerEvent => ({ type: 'part-start', choice: 0, part, content });
const delta = (part: number, text: string): AnswerEvent => ({ type: 'part-delta', choice: 0, part, text });
const end = (part: number, signature?: Signature): AnswerEvent => ({ type: 'part-end', choice: 0, part, signature });
const call = (id: string): PartHead => ({ kind: 'tool-call', id, name: 'look' });
const START: AnswerEvent = { type: 'start', id: 'msg_1' };
const FINISH: AnswerEvent = { type: 'finish', choice: 0, reason: { unified: 'stop', raw: null } };
const TEXT: PartHead = { kind: 'text' };

function encode(...events: readonly AnswerEvent[]): (JsonObject & { type: string })[] {
  const encoder = new MessagesStreamEncoder(CONTEXT);
  const text = events.map((event) => encoder.encode(event)).join('') + encoder.end();
  return text
    .split('\n\n')
    .filter((frame) => frame !== '')
    .map((frame) => {
      const [event = '', data = ''] = frame.split('\n');
      const parsed = JSON.parse(data.replace('data: ', '')) as JsonObject & { type: string };
      expect(event).toBe(`event: ${parsed.type}`);
      return parsed;
    });
}

/** Without the frame around them. */
function blocks(...events: readonly AnswerEvent[]) {
  return encode(START, ...events, FINISH).filter(({ type }) => type.startsWith('content_block'));
}

describe('the frame of an answer', () => {
  it('begins with an empty message and ends with reason and usage together', () => {
    const usage = { ...noUsage('provider'), inputUncached: 5, cacheRead: 2, output: 7, reasoning: 3 };
    const [first, ...rest] = encode(START, FINISH, { type: 'usage', usage });
    expect(first).toMatchObject({ type: 'message_start', message: { id: 'msg_1', model: 'm', content: [] } });
    expect(rest).toMatchObject([
      {
        type: 'message_delta',
        delta: { stop_reason: 'end_turn', stop_sequence: null },
        usage: { input_tokens: 5, cache_read_input_tokens: 2, output_tokens: 10 },
      },
      { type: 'message_stop' },
    ]);
  });

  it('says the vendor’s own reason where it is of this dialect', () => {
    const reason = { unified: 'length', raw: 'model_context_window_exceeded' } as const;
    expect(encode(START, { type: 'finish', choice: 0, reason }).at(-2)).toMatchObject({
      delta: { stop_reason: 'model_context_window_exceeded' },
    });
  });

  it('ends a broken answer with an error event', () => {
    const encoder = new MessagesStreamEncoder(CONTEXT);
    encoder.encode(START);
    const error = new GatewayError('stream_interrupted', { provider: 'p', reason: 'reset' });
    expect(encoder.interrupt(error, 'finish')).toMatch(/^event: error\ndata: \{"type":"error"/);
  });
});

describe('blocks never interleave', () => {
  it('parallel calls follow one another, each in one piece from when it is its turn', () => {
    const events = blocks(
      begin(0, call('a')),
      delta(0, '{"x"'),
      begin(1, call('b')),
      delta(1, '{"y"'),
      delta(0, ':1}'),
      delta(1, ':2}'),
      end(0),
      end(1),
    );
    expect(events.map(({ type, index }) => `${type} ${String(index)}`)).toEqual([
      'content_block_start 0',
      'content_block_delta 0',
      'content_block_delta 0',
      'content_block_stop 0',
      'content_block_start 1',
      'content_block_delta 1',
      'content_block_stop 1',
    ]);
    expect(events.at(-2)).toMatchObject({ delta: { type: 'input_json_delta', partial_json: '{"y":2}' } });
  });

  it('a part that has waited goes on as it comes', () => {
    const encoder = new MessagesStreamEncoder(CONTEXT);
    for (const event of [START, begin(0, call('a')), begin(1, call('b')), end(0)]) encoder.encode(event);
    expect(encoder.encode(delta(1, '{}'))).toContain('"partial_json":"{}"');
  });
});

describe('signatures', () => {
  it('of this dialect stand where they belong', () => {
    const own: Signature = { issuer: 'anthropic-messages', data: 'c2ln' };
    const thinking = blocks(begin(0, { kind: 'reasoning' }), delta(0, 'Hm.'), end(0, own));
    expect(thinking.at(-2)).toMatchObject({ delta: { type: 'signature_delta', signature: 'c2ln' } });
    expect(blocks(begin(0, { kind: 'reasoning', redacted: true }), end(0, own))[0]).toMatchObject({
      content_block: { type: 'redacted_thinking', data: 'c2ln' },
    });
  });

  it('of other vendors come back with the next turn, on the very part', () => {
    const events: AnswerEvent[] = [
      START,
      begin(0, { kind: 'reasoning' }),
      delta(0, 'Hm.'),
      end(0, { issuer: 'openai-responses', data: 'ZW5j', id: 'rs_1' }),
      begin(1, TEXT),
      delta(1, 'x'),
      end(1, GEMINI),
      begin(2, call('functions.look:0')),
      delta(2, '{}'),
      end(2, GEMINI),
      FINISH,
    ];
    const { content } = encodeResponse(events, CONTEXT);
    const history = new FieldReader({ messages: [{ role: 'assistant', content }] });
    const [message] = decodeMessages(history.requiredChildren('messages'));
    expect(message?.content).toMatchObject([
      { kind: 'reasoning', text: 'Hm.', signature: { issuer: 'openai-responses', data: 'ZW5j', id: 'rs_1' } },
      { kind: 'text', text: 'x', signature: GEMINI },
      { kind: 'tool-call', id: 'functions.look:0', signature: GEMINI },
    ]);
    const streamed = encode(...events).filter(({ type }) => type === 'content_block_start');
    expect(streamed.map((event) => (event['content_block'] as JsonObject)['type'])).toEqual(
      (content as JsonObject[]).map(({ type }) => type),
    );
  });
});

it('a citation finds the text that has just ended', () => {
  const citation: AnswerEvent = { type: 'citation', choice: 0, part: 0, citation: { kind: 'url', url: 'https://w' } };
  const events = blocks(begin(0, TEXT), delta(0, 'x'), end(0), citation);
  expect(events.map(({ type }) => type)).toEqual([
    'content_block_start',
    'content_block_delta',
    'content_block_delta',
    'content_block_stop',
  ]);
  expect(events[2]).toMatchObject({ delta: { type: 'citations_delta', citation: { url: 'https://w' } } });
});

it('blocks of Anthropic’s own tools are restored', () => {
  const block = { type: 'server_tool_use', id: 's', name: 'web_search', input: { query: 'x' } };
  const extensions = { 'anthropic-messages': { blocks: [{ at: 0, block }] } };
  expect(blocks({ type: 'extension', choice: 0, extensions })).toMatchObject([
    { content_block: { ...block, input: {} } },
    { delta: { type: 'input_json_delta', partial_json: '{"query":"x"}' } },
    { type: 'content_block_stop' },
  ]);
});

it('further choices, pictures and other vendors’ details are passed over', () => {
  expect(
    blocks(
      { type: 'part-start', choice: 1, part: 0, content: TEXT },
      { type: 'media', choice: 0, part: 1, mediaType: 'image/png', data: 'x' },
      { type: 'extension', choice: 0, extensions: { gemini: { safetyRatings: [] } } },
    ),
  ).toEqual([]);
});

it('a citation whose text is written already is left out, and said to be', () => {
  const encoder = new MessagesStreamEncoder({ model: 'm', id: 'msg_1', created: 0, includeUsage: true });
  const citation = { kind: 'url', url: 'https://example.com' } as const;
  const place = (part: number) => ({ choice: 0, part });
  encoder.encode({ type: 'start' });
  encoder.encode({ type: 'part-start', ...place(0), content: { kind: 'text' } });
  encoder.encode({ type: 'part-end', ...place(0) });
  expect(encoder.encode({ type: 'citation', ...place(0), citation })).toContain('citations_delta');
  encoder.encode({ type: 'part-start', ...place(1), content: { kind: 'tool-call', id: 'c', name: 'look' } });
  expect(encoder.encode({ type: 'citation', ...place(0), citation })).toBe('');
  expect([...encoder.dropped]).toEqual(['url-citation']);
});
