import { describe, expect, test, vi } from 'vitest';
import { GatewayError } from '../../../kernel/errors.js';
import type { JsonObject } from '../../../kernel/json.js';
import type { AnswerEvent, PartHead, UnifiedStopReason } from '../canonical/event.js';
import { unpackEncrypted } from './carried-signature.js';
import type { EncoderContext } from '../codec.js';
import { decodeRequest } from './request.decode.js';
import { encodeResponse } from './response.encode.js';
import { ResponsesStreamEncoder } from './stream.encoder.js';

const context: EncoderContext = { model: 'm', id: 'one', created: 7, includeUsage: false };
const start: AnswerEvent = { type: 'start', id: 'chatcmpl-of-the-vendor' };
const finish = (unified: UnifiedStopReason = 'stop'): AnswerEvent => ({
  type: 'finish',
  choice: 0,
  reason: { unified, raw: null },
});

function part(number: number, content: PartHead, ...texts: string[]): AnswerEvent[] {
  return [
    { type: 'part-start', choice: 0, part: number, content },
    ...texts.map((text): AnswerEvent => ({ type: 'part-delta', choice: 0, part: number, text })),
    { type: 'part-end', choice: 0, part: number },
  ];
}

function read(text: string): JsonObject[] {
  return text
    .split('\n\n')
    .filter((frame) => frame !== '')
    .map((frame) => {
      const [, name, data] = /^event: (\S+)\ndata: (.*)$/s.exec(frame) ?? [];
      const event = JSON.parse(data ?? '') as JsonObject;
      expect(event['type']).toBe(name);
      return event;
    });
}

function stream(events: readonly AnswerEvent[], more: Partial<EncoderContext> = {}): JsonObject[] {
  const encoder = new ResponsesStreamEncoder({ ...context, ...more });
  return read(events.map((event) => encoder.encode(event)).join('') + encoder.end());
}

const responseIn = (event: JsonObject | undefined) => event?.['response'] as JsonObject & { output: JsonObject[] };
const outputOf = (events: readonly AnswerEvent[], more: Partial<EncoderContext> = {}) =>
  responseIn(stream([start, ...events, finish()], more).at(-1)).output;

const TEXT: PartHead = { kind: 'text' };
const call = (id: string): PartHead => ({ kind: 'tool-call', id, name: 'look' });

test('the events of a message, in order and numbered from zero', () => {
  const events = stream([start, ...part(0, TEXT, 'Hel', 'lo.'), finish()]);
  expect(events.map(({ type }) => type)).toEqual([
    'response.created',
    'response.in_progress',
    'response.output_item.added',
    'response.content_part.added',
    'response.output_text.delta',
    'response.output_text.delta',
    'response.output_text.done',
    'response.content_part.done',
    'response.output_item.done',
    'response.completed',
  ]);
  expect(events.map(({ sequence_number: number }) => number)).toEqual([...events.keys()]);
  expect(events[4]).toMatchObject({
    item_id: 'msg_one_0',
    output_index: 0,
    content_index: 0,
    delta: 'Hel',
    logprobs: [],
  });
  expect(responseIn(events.at(-1))).toMatchObject({ id: 'resp_one', status: 'completed', model: 'm' });
});

test("the response's id is the gateway's, never the vendor's", () => {
  expect(responseIn(stream([start, finish()])[0])['id']).toBe('resp_one');
  expect(responseIn(stream([start, finish()], { id: 'resp_given' })[0])['id']).toBe('resp_given');
});

test('the last event is the answer that is not streamed, and it is handed over once', () => {
  const events: AnswerEvent[] = [
    start,
    ...part(0, { kind: 'reasoning' }, 'Hm.'),
    ...part(1, TEXT, 'Hello.'),
    ...part(2, call('call_1'), '{}'),
    finish('tool_calls'),
  ];
  const onAnswer = vi.fn();
  const last = responseIn(stream(events, { onAnswer }).at(-1));
  expect(onAnswer.mock.calls).toEqual([[last]]);
  expect(encodeResponse(events, { ...context, onAnswer })).toEqual(last);
  expect(onAnswer).toHaveBeenCalledTimes(2);
});

test('parallel calls that grow in turns keep their arguments', () => {
  const [startOne, deltaOne, endOne] = part(0, call('call_1'), '{"a":1}');
  const [startTwo, deltaTwo, endTwo] = part(1, call('call_2'), '{"a":2}');
  const order = [startOne, startTwo, deltaTwo, deltaOne, endOne, endTwo].filter((event) => event !== undefined);
  expect(outputOf(order)).toMatchObject([
    { id: 'fc_one_0', call_id: 'call_1', arguments: '{"a":1}', status: 'completed' },
    { id: 'fc_one_1', call_id: 'call_2', arguments: '{"a":2}', status: 'completed' },
  ]);
});

test('texts that follow one another are parts of one message', () => {
  expect(outputOf([...part(0, TEXT, 'a'), ...part(1, { kind: 'refusal' }, 'b'), ...part(2, call('c'))])).toMatchObject([
    {
      type: 'message',
      content: [
        { type: 'output_text', text: 'a' },
        { type: 'refusal', refusal: 'b' },
      ],
    },
    { type: 'function_call' },
  ]);
});

describe('reasoning', () => {
  test('stands in content as it was thought', () => {
    expect(outputOf(part(0, { kind: 'reasoning' }, 'Hm.'))).toEqual([
      { id: 'rs_one_0', type: 'reasoning', summary: [], content: [{ type: 'reasoning_text', text: 'Hm.' }] },
    ]);
  });

  test('stands in summary where the client asked for one', () => {
    const { request } = decodeRequest({ model: 'm', input: 'Hi.', reasoning: { summary: 'auto' } });
    expect(outputOf(part(0, { kind: 'reasoning' }, 'Hm.'), { request })).toEqual([
      { id: 'rs_one_0', type: 'reasoning', summary: [{ type: 'summary_text', text: 'Hm.' }] },
    ]);
  });

  test.for([true, false])('carries the signature of its vendor, hidden (%s) or not', (redacted) => {
    const signature = { issuer: 'anthropic-messages', data: 'sig=' } as const;
    const [item] = outputOf([
      { type: 'part-start', choice: 0, part: 0, content: { kind: 'reasoning', redacted } },
      { type: 'part-end', choice: 0, part: 0, signature },
    ]);
    expect(item).toMatchObject({ type: 'reasoning', summary: [] });
    const unpacked = unpackEncrypted(String(item?.['encrypted_content']), undefined);
    expect(unpacked).toEqual({ signature, ...(redacted && { hidden: true }) });
  });
});

test('a signature on a call comes back with the next turn', () => {
  const signature = { issuer: 'gemini', data: 'thought' } as const;
  const signed: AnswerEvent[] = [
    ...part(0, call('call_1'), '{}').slice(0, -1),
    { type: 'part-end', choice: 0, part: 0, signature },
    ...part(1, call('call_2'), '{}'),
  ];
  const output = outputOf(signed);
  expect(output.map(({ type }) => type)).toEqual(['function_call', 'reasoning', 'function_call']);
  expect(decodeRequest({ model: 'm', input: output }).request.messages[0]?.content).toMatchObject([
    { kind: 'tool-call', id: 'call_1', signature },
    { kind: 'tool-call', id: 'call_2' },
  ]);
});

test('citations, pictures and what only this dialect knows have their places', () => {
  const search = { id: 'ws_1', type: 'web_search_call', status: 'completed' };
  const citation = { kind: 'url', url: 'https://example.com', start: 0, end: 2 } as const;
  const [begin, delta, end] = part(0, TEXT, 'Hello.') as [AnswerEvent, AnswerEvent, AnswerEvent];
  const output = outputOf([
    { type: 'extension', choice: 0, extensions: { 'openai-responses': { output: [search] } } },
    begin,
    delta,
    { type: 'citation', choice: 0, part: 0, citation },
    end,
    { type: 'media', choice: 0, part: 1, mediaType: 'image/png', data: 'AAAA' },
  ]);
  const url = { type: 'url_citation', url: 'https://example.com', title: 'https://example.com' };
  expect(output).toMatchObject([
    search,
    { content: [{ annotations: [{ ...url, start_index: 0, end_index: 2 }] }] },
    { id: 'ig_one_2', type: 'image_generation_call', result: 'AAAA' },
  ]);
});

describe('the end', () => {
  const ended = (reason: UnifiedStopReason, ...events: AnswerEvent[]) =>
    responseIn(stream([start, ...events, finish(reason)]).at(-1));

  test('an answer that the token limit cut: its last item is incomplete', () => {
    const response = ended('length', ...part(0, call('call_1'), '{}'), ...part(1, call('call_2'), '{"a'));
    expect(response).toMatchObject({
      status: 'incomplete',
      incomplete_details: { reason: 'max_output_tokens' },
      output: [{ status: 'completed' }, { status: 'incomplete' }],
    });
  });

  test('a refusal in words is complete, one without is a filter', () => {
    expect(ended('refusal', ...part(0, { kind: 'refusal' }, 'No.'))).toMatchObject({ status: 'completed' });
    expect(ended('refusal')).toMatchObject({ incomplete_details: { reason: 'content_filter' } });
  });

  test('an error as the reason is a failed response', () => {
    expect(ended('error')).toMatchObject({ status: 'failed', error: { code: 'server_error' } });
  });
});

describe('a stream that broke', () => {
  const error = new GatewayError('stream_interrupted', { provider: 'p', reason: 'reset' });
  const broken = (mode: 'finish' | 'raise') => {
    const encoder = new ResponsesStreamEncoder(context);
    const begun = [start, ...part(0, TEXT, 'Once').slice(0, 2)].map((event) => encoder.encode(event)).join('');
    return read(begun + encoder.interrupt(error, mode));
  };

  test('ends as failed, with what had come', () => {
    const events = broken('finish');
    expect(events.map(({ sequence_number: number }) => number)).toEqual([...events.keys()]);
    expect(events.at(-1)).toMatchObject({
      type: 'response.failed',
      response: {
        id: 'resp_one',
        status: 'failed',
        error: { code: 'stream_interrupted' },
        output: [{ status: 'incomplete', content: [{ text: 'Once' }] }],
      },
    });
  });

  test('says an error with its details nested before it, where SDKs shall throw', () => {
    expect(broken('raise').slice(-2)).toMatchObject([
      { type: 'error', error: { code: 'stream_interrupted', message: expect.stringContaining('broke off') as string } },
      { type: 'response.failed' },
    ]);
  });
});

test("the request's settings are said again", () => {
  const tools = [{ type: 'function', name: 'look', parameters: { type: 'object' }, strict: true }];
  const body = {
    model: 'm',
    input: 'Hi.',
    instructions: 'Be brief.',
    tools,
    tool_choice: 'required',
    temperature: 0.5,
    metadata: { a: 'b' },
    store: false,
  };
  const response = responseIn(stream([start, finish()], { request: decodeRequest(body).request })[0]);
  const { input: _, model: __, ...settings } = body;
  expect(response).toMatchObject(settings);
});
