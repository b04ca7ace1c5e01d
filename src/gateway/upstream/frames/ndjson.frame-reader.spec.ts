import { expect, test } from 'vitest';
import { NdjsonFrameReader } from './ndjson.frame-reader.js';

const limits = { provider: 'test', maxFrameLength: 100 };

test('every line is a frame, the last one even without its end', () => {
  const reader = new NdjsonFrameReader(limits);
  expect(reader.push(Buffer.from('{"a":1}\r\n\n  \n{"b"'))).toEqual([{ data: '{"a":1}' }]);
  expect(reader.push(Buffer.from(':2}'))).toEqual([]);
  expect(reader.end()).toEqual([{ data: '{"b":2}' }]);
});

test('characters cut in the middle of their bytes come whole', () => {
  const bytes = Buffer.from('{"a":"🌍"}\n');
  const reader = new NdjsonFrameReader(limits);
  const frames = [...bytes].flatMap((byte) => reader.push(Buffer.from([byte])));
  expect(frames).toEqual([{ data: '{"a":"🌍"}' }]);
});

test('a line without end is refused at the limit', () => {
  const reader = new NdjsonFrameReader(limits);
  expect(() => reader.push(Buffer.alloc(101, 'x'))).toThrow(
    expect.objectContaining({ code: 'provider_invalid_response' }),
  );
});
