import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Framing } from '../../protocols/dialect.js';
import { FrameCutter } from './frame-cutter.js';

function cut(framing: Framing, pieces: readonly string[]) {
  const cutter = new FrameCutter(framing, 'fake');
  const passed = pieces.map((piece) => cutter.push(Buffer.from(piece))?.toString() ?? null);
  return { passed, rest: cutter.flush()?.toString() ?? null };
}

describe('event streams', () => {
  it.for<[string, string[], (string | null)[], string | null]>([
    ['a whole frame', ['data: 1\n\n'], ['data: 1\n\n'], null],
    ['a half frame is kept', ['data: 1\n\nda', 'ta: 2\n\n'], ['data: 1\n\n', 'data: 2\n\n'], null],
    ['a frame end over two reads', ['data: 1\n', '\n'], [null, 'data: 1\n\n'], null],
    ['CRLF', ['data: 1\r\n\r\nda'], ['data: 1\r\n\r\n'], 'da'],
    ['CRLF cut anywhere', ['data: 1\r', '\n', '\r', '\n'], [null, null, null, 'data: 1\r\n\r\n'], null],
    ['no last blank line', ['data: 1\n'], [null], 'data: 1\n'],
    ['lines of one frame', ['event: a\ndata: 1\n'], [null], 'event: a\ndata: 1\n'],
  ])('%s', ([, pieces, passed, rest]) => {
    expect(cut('sse', pieces)).toEqual({ passed, rest });
  });
});

it('lines are the frames of NDJSON', () => {
  expect(cut('ndjson', ['{"a":1}\n{"b"', ':2}\n{'])).toEqual({ passed: ['{"a":1}\n', '{"b":2}\n'], rest: '{' });
});

it('loses and adds no byte, and passes only whole frames, however the stream is cut', () => {
  const stream = 'data: {"a":1}\n\n: comment\n\nevent: x\ndata: y\r\n\r\ndata: [DONE]\n\n';
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat({ max: stream.length })), (cuts) => {
      const positions = [0, ...cuts.toSorted((a, b) => a - b), stream.length];
      const pieces = positions.slice(1).map((end, index) => stream.slice(positions[index], end));
      const { passed, rest } = cut('sse', pieces);
      const frames = passed.filter((part) => part !== null);
      expect(frames.join('') + (rest ?? '')).toBe(stream);
      for (const part of frames) expect(part).toMatch(/\n\r?\n$/);
    }),
  );
});

it('a frame without an end is refused before it fills the memory', () => {
  const cutter = new FrameCutter('sse', 'fake');
  const megabyte = Buffer.alloc(1024 * 1024, 'x');
  expect(() => {
    for (let count = 0; count < 40; count += 1) cutter.push(megabyte);
  }).toThrow(/more than \d+ bytes/);
});
