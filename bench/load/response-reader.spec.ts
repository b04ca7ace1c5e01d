import { expect, test } from 'vitest';
import { ResponseReader } from './response-reader.ts';

const SIZED = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nx-other: 1\r\n\r\nhello';
const CHUNKED =
  'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n' +
  '5\r\nhello\r\n1A\r\nabcdefghijklmnopqrstuvwxyz\r\n0\r\n\r\n';

function read(...reads: string[]): ResponseReader {
  const reader = new ResponseReader();
  for (const part of reads) reader.feed(Buffer.from(part));
  return reader;
}

test.each([
  ['sized', SIZED, 5, 'hello'],
  ['chunked', CHUNKED, 31, 'klmnopqrstuvwxyz'],
])('a %s response reads the same however the network splits it', (_framing, response, bodyBytes, ending) => {
  for (let first = 1; first < response.length; first++) {
    for (let second = first; second < response.length; second++) {
      const reader = read(response.slice(0, first), response.slice(first, second), response.slice(second));
      expect(reader.isComplete).toBe(true);
      expect(reader.status).toBe(200);
      expect(reader.bodyBytes).toBe(bodyBytes);
      expect(reader.endsWith(ending)).toBe(true);
    }
  }
});

test('a response is not complete before its last byte', () => {
  expect(read(SIZED.slice(0, -1)).isComplete).toBe(false);
  expect(read(CHUNKED.slice(0, -1)).isComplete).toBe(false);
});

test('an empty body is complete with the head', () => {
  expect(read('HTTP/1.1 204 No Content\r\ncontent-length: 0\r\n\r\n').isComplete).toBe(true);
});

test('after a reset the next response is read from the start', () => {
  const reader = read(CHUNKED);
  reader.reset();
  reader.feed(Buffer.from(SIZED.replace('200', '429')));
  expect(reader).toMatchObject({ isComplete: true, status: 429, bodyBytes: 5 });
  expect(reader.endsWith('xyzhello')).toBe(false);
});

test('bytes after the end of the response are an error', () => {
  expect(() => read(`${SIZED}HTTP/1.1 200 OK\r\n`)).toThrow('after the end');
});

test('a response that does not say how long it is is an error', () => {
  expect(() => read('HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n')).toThrow('content-length');
});
