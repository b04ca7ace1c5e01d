import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../../kernel/json.js';
import { ollamaChat } from './codec.js';

const ADDRESS = { model: 'm', stream: false };
const decode = (more: JsonObject) => ollamaChat.decodeRequest({ model: 'm', messages: [], ...more }, ADDRESS);

test('a stream is what a client gets that says nothing', () => {
  expect(decode({}).request.stream).toBe(true);
  expect(decode({ stream: false }).request.stream).toBe(false);
});

describe('calls without ids', () => {
  const call = (name: string) => ({ function: { name, arguments: {} } });

  test('meet their results by name, in order', () => {
    const { request } = decode({
      messages: [
        { role: 'assistant', content: '', tool_calls: [call('add'), call('look'), call('add')] },
        { role: 'tool', content: '1', tool_name: 'add' },
        { role: 'tool', content: '2', tool_name: 'add' },
        { role: 'tool', content: '3', tool_name: 'look' },
      ],
    });
    const parts = request.messages.flatMap((message) => message.content);
    const ids = parts.flatMap((part) => (part.kind === 'tool-call' ? [part.id] : []));
    const results = parts.flatMap((part) => (part.kind === 'tool-result' ? [part.callId] : []));
    expect(new Set(ids).size).toBe(3);
    expect(results).toEqual([ids[0], ids[2], ids[1]]);
  });
});

test.each([
  ['iVBORw0KGgo=', 'image/png'],
  ['/9j/4AAQ', 'image/jpeg'],
  ['UklGRg==', 'image/webp'],
  ['AAAA', 'application/octet-stream'],
])('an image that begins with %s is %s', (data, mediaType) => {
  const { request } = decode({ messages: [{ role: 'user', content: '', images: [data] }] });
  expect(request.messages[0]?.content).toMatchObject([{ kind: 'image', source: { kind: 'base64', mediaType, data } }]);
});

test.each([
  [{ think: true }, { effort: 'medium' }],
  [{ think: false }, { effort: 'none' }],
  [{ think: 'max' }, { effort: 'max' }],
  [{}, undefined],
])('%j is the effort %j', (more, reasoning) => {
  expect(decode(more).request.reasoning).toEqual(reasoning);
});

test('"no limit" on tokens is no cap elsewhere', () => {
  expect(decode({ options: { num_predict: -1 } }).request.maxOutputTokens).toBeUndefined();
  expect(decode({ options: { num_predict: 5 } }).request.maxOutputTokens).toBe(5);
});

test("options that nobody knows are residue, the runner's own are not", () => {
  const { residue, own } = decode({ options: { num_ctx: 4096, frobnicate: 1 } });
  expect(residue).toEqual(['/options/frobnicate']);
  expect(own.map(({ pointer }) => pointer)).toEqual(['/options/num_ctx']);
});
