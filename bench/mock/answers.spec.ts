import { expect, test } from 'vitest';
import { asHttpChunk, burstWrites, CONTENT_CHUNKS, DONE, JSON_ANSWER, STREAM_BYTES, streamEvents } from './answers.ts';

test('the JSON answer is one kilobyte of valid JSON', () => {
  expect(JSON_ANSWER.length).toBe(1024);
  expect(JSON.parse(JSON_ANSWER.toString())).toMatchObject({ object: 'chat.completion' });
});

test('a stream is role, content, finish and [DONE], with usage only if asked for', () => {
  const plain = streamEvents(false);
  expect(plain).toHaveLength(CONTENT_CHUNKS + 3);
  expect(plain.at(-1)).toBe(DONE);
  expect(plain.join('')).not.toContain('"usage"');
  const withUsage = streamEvents(true);
  expect(withUsage).toHaveLength(plain.length + 1);
  expect(withUsage.filter((event) => event.includes('"usage"'))).toHaveLength(1);
});

test('a burst is the same bytes in a first event and four more writes', () => {
  const events = streamEvents(false);
  const writes = burstWrites(events);
  expect(writes).toHaveLength(5);
  expect(writes[0]?.toString()).toBe(events[0]);
  expect(Buffer.concat(writes).toString()).toBe(events.join(''));
  expect(Buffer.concat(writes).length).toBe(STREAM_BYTES);
});

test('a chunk is framed for HTTP with its length in bytes, hexadecimal', () => {
  expect(asHttpChunk('é'.repeat(8)).toString()).toBe(`10\r\n${'é'.repeat(8)}\r\n`);
});
