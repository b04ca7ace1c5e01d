import { expect, test } from 'vitest';
import { beginsMalformed } from './first-frame.js';

const sse = (text: string) => beginsMalformed(Buffer.from(text), 'sse');

test.each([
  ['an event', 'data: {"a":1}\n\n'],
  ['an event without a space', 'data:{"a":1}\r\n\r\n'],
  ['a name before it', 'event: x\ndata: {"a":1}\n\n'],
  ['comments and pings before it', ': hi\n\nevent: ping\ndata: \n\ndata: {"a":"é"}\n\n'],
  ['data in several lines', 'data: {"a":\ndata: 1}\n\n'],
  ['only the terminator', 'data: [DONE]\n\n'],
  ['nothing but comments', ': hi\n\n'],
  ['a malformed one later on', 'data: {"a":1}\n\ndata: {oops\n\n'],
  ['more than is judged', `data: {"a":"${'x'.repeat(100_000)}"}\n\n`],
  ['an event longer than most', `data: {"a":"${'x'.repeat(5000)}"}\n\n`],
])('%s is well-formed', (_what, text) => expect(sse(text)).toBe(false));

test.each([
  ['broken JSON', 'data: {"id":\n\n'],
  ['a page', 'data: <html>\n\n'],
  ['after a comment', ': hi\n\ndata: {"id": oops\n\n'],
  ['longer than most', `data: {"a":"${'x'.repeat(5000)}\n\n`],
  ['after long comments', `: ${'x'.repeat(5000)}\n\ndata: {"id": oops\n\n`],
])('%s is malformed', (_what, text) => expect(sse(text)).toBe(true));

test.each(['\n', '\r\n', '\r'])('wherever the first look ends, an event in several lines is one (%j)', (newline) => {
  const event = ['data: {"a":', 'data: 1,', 'data: "b": 2}', '', 'data: {"c":3}', '', ''].join(newline);
  for (let comment = 430; comment <= 520; comment += 1) {
    const frames = `:${'x'.repeat(comment)}${newline}${newline}${event}`;
    expect(sse(frames)).toBe(false);
    expect(sse(frames.replace('"b"', 'b'))).toBe(true);
  }
});

test('lines of JSON', () => {
  expect(beginsMalformed(Buffer.from('\n{"a":1}\n{oops\n'), 'ndjson')).toBe(false);
  expect(beginsMalformed(Buffer.from('{"a":\n'), 'ndjson')).toBe(true);
  const long = `{"a":"${'x'.repeat(5000)}"`;
  expect(beginsMalformed(Buffer.from(`${long}}\n{oops\n`), 'ndjson')).toBe(false);
  expect(beginsMalformed(Buffer.from(`${long}\n`), 'ndjson')).toBe(true);
});
