import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../kernel/json.js';
import { ResponsesTap } from './stream.tap.js';

const usage = { input_tokens: 11, input_tokens_details: { cached_tokens: 3 }, output_tokens: 7, total_tokens: 18 };
const response = { id: 'resp_1', object: 'response', created_at: 7, status: 'in_progress', model: 'm', output: [] };
const frame = (type: string, fields: JsonObject, newline = '\n') =>
  `event: ${type}${newline}data: ${JSON.stringify({ type, ...fields })}${newline}${newline}`;
const CREATED = frame('response.created', { response, sequence_number: 0 });
const DELTA = frame('response.output_text.delta', { delta: 'event: response.completed "usage":{', sequence_number: 5 });
const last = (status: string, more: JsonObject = {}) =>
  frame(`response.${status}`, { response: { ...response, status, usage, metadata: {}, ...more }, sequence_number: 6 });

function tapped(...reads: string[]): ResponsesTap {
  const tap = new ResponsesTap();
  for (const text of reads) {
    const bytes = Buffer.from(text);
    expect(tap.read(bytes)).toBe(bytes);
  }
  return tap;
}

describe('the last event', () => {
  test.each([
    ['in one read with everything', [CREATED + DELTA + last('completed')]],
    ['in a read of its own', [CREATED, DELTA, last('completed')]],
    ['before a comment and a terminator of chat', [CREATED, `${last('completed')}: bye\n\ndata: [DONE]\n\n`]],
    ['with usage that looks like another', [CREATED, last('completed', { metadata: { usage: 'none' } })]],
    ['without names of events', [(CREATED + last('completed')).replaceAll(/event: .*\n/g, '')]],
    ['behind a comment', [`: hello\n\n${CREATED}`, last('completed')]],
    ['in CRLF', [CREATED.replaceAll('\n', '\r\n') + last('completed').replaceAll('\n', '\r\n')]],
  ])('tells usage and end %s', (_, reads) => {
    const { facts } = tapped(...reads);
    expect(facts).toMatchObject({ complete: true, terminated: true, stopReason: 'completed', streamError: null });
    expect(facts.usage).toMatchObject({ inputUncached: 8, cacheRead: 3, output: 7 });
  });

  test('says why it is incomplete', () => {
    const { facts } = tapped(CREATED, last('incomplete', { incomplete_details: { reason: 'max_output_tokens' } }));
    expect(facts).toMatchObject({ complete: true, stopReason: 'max_output_tokens', usage: { output: 7 } });
  });

  test('says what went wrong', () => {
    const error = frame('error', { error: { message: 'No money.' }, sequence_number: 1 });
    const failed = last('failed', { error: { message: 'No money.' }, usage: null });
    for (const reads of [[CREATED + error + failed], [CREATED, error], [CREATED, failed]]) {
      expect(tapped(...reads).facts).toMatchObject({ complete: true, streamError: 'No money.' });
    }
  });
});

test('a stream that has not ended is not complete', () => {
  expect(tapped(CREATED, DELTA).facts).toMatchObject({ complete: false, terminated: false, usage: null });
});

test.each([
  [frame('error', { error: { message: 'No.' } }), true],
  ['data: {"error":{"message":"No."}}\n\n', true],
  [CREATED, false],
])('%j begins with an error: %s', (first, expected) => {
  expect(tapped(first).beganWithError).toBe(expected);
});

test('our own events go on where the vendor stopped', () => {
  expect(tapped(`: hello\n\n${CREATED}`).identity()).toMatchObject({ id: 'resp_1', nextSequence: 1 });
  expect(tapped(CREATED, DELTA).identity()).toEqual({ id: 'resp_1', model: 'm', created: 7, nextSequence: 6 });
  expect(new ResponsesTap().identity()).toMatchObject({ id: null, model: null, created: null });
});
