import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { WireFrame } from '../../protocols/codec.js';
import { SseFrameReader } from './sse.frame-reader.js';

const limits = { provider: 'test', maxFrameLength: 8_000_000 };

function read(bytes: string | Buffer, cuts: readonly number[] = []): WireFrame[] {
  const buffer = Buffer.from(bytes);
  const reader = new SseFrameReader(limits);
  const places = [0, ...cuts, buffer.length];
  const frames = places.slice(1).flatMap((end, index) => reader.push(buffer.subarray(places[index], end)));
  return [...frames, ...reader.end()];
}

describe('an event', () => {
  test.each([
    ['LF', 'data: a\n\ndata: b\n\n'],
    ['CRLF', 'data: a\r\n\r\ndata: b\r\n\r\n'],
    ['CR', 'data: a\r\rdata: b\r\r'],
    ['no space after the colon', 'data:a\n\ndata:b\n\n'],
    ['no last blank line', 'data: a\n\ndata: b\n'],
    ['no last line end', 'data: a\n\ndata: b'],
    ['a byte order mark', '\uFEFFdata: a\n\ndata: b\n\n'],
    ['comments between', ': hi\n\ndata: a\n: hi\n\n: OPENROUTER PROCESSING\n\ndata: b\n\n'],
    ['ids and retries', 'id: 1\nretry: 5\ndata: a\n\nid: 2\ndata: b\n\n'],
  ])('is read with %s', (_, text) => {
    expect(read(text)).toEqual([{ data: 'a' }, { data: 'b' }]);
  });

  test('keeps its name, for itself alone', () => {
    expect(read('event: error\ndata: a\n\ndata: b\n\n')).toEqual([{ event: 'error', data: 'a' }, { data: 'b' }]);
  });

  test('joins several data lines', () => {
    expect(read('data: {\ndata: "a": 1\ndata: }\n\n')).toEqual([{ data: '{\n"a": 1\n}' }]);
  });

  test('without data is none', () => {
    expect(read('event: ping\n\ndata:\n\ndata: a\n\n')).toEqual([{ data: 'a' }]);
  });

  test('may stand bare, as some servers report errors', () => {
    expect(read('data: a\n\n{\n  "error": {\n    "code": 503\n  }\n}\n').map(({ data }) => data)).toEqual([
      'a',
      '{  "error": {    "code": 503  }}',
    ]);
  });
});

test('any cut of the bytes gives the same frames', () => {
  const line = fc.constantFrom('data: ', 'data:', 'event: x', ': c', '', '', 'grüße 🌍', '{"a":1}', 'id: 4');
  const end = fc.constantFrom('\n', '\r\n', '\r');
  const stream = fc
    .tuple(fc.array(fc.tuple(line, line), { maxLength: 30 }), end)
    .map(([lines, lineEnd]) => Buffer.from(lines.map(([field, text]) => field + text).join(lineEnd)));
  fc.assert(
    fc.property(stream, fc.array(fc.nat(), { maxLength: 10 }), (bytes, places) => {
      const cuts = places.map((place) => place % (bytes.length + 1)).sort((one, other) => one - other);
      expect(read(bytes, cuts)).toEqual(read(bytes));
      expect(read(bytes, [...bytes.keys()])).toEqual(read(bytes));
    }),
  );
});

describe('a huge frame', () => {
  const payload = 'x'.repeat(5_000_000);
  const cuts = Array.from({ length: 76 }, (_, index) => (index + 1) * 65_536);

  test('in many pieces comes whole', () => {
    expect(read(`data: ${payload}\n\n`, cuts)).toEqual([{ data: payload }]);
  });

  test.each([
    ['in one line', `data: ${payload}${payload}`],
    ['in many lines', `data: ${payload.slice(0, 1000)}\n`.repeat(9000)],
    ['of bare text', `{${payload.slice(0, 1000)}\n`.repeat(9000)],
  ])('%s beyond the limit is refused', (_, text) => {
    expect(() => read(text)).toThrow(
      expect.objectContaining({ code: 'provider_invalid_response', message: expect.stringContaining('8000000') }),
    );
  });
});
