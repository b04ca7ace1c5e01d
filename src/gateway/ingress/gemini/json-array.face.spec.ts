import { expect, it } from 'vitest';
import { JsonArrayFace } from './json-array.face.js';

function shown(...frames: (string | Buffer)[]): string {
  const face = new JsonArrayFace();
  return frames.map((frame) => face.show(frame)).join('') + face.end();
}

it('is an array as Google writes it, of the events as they are', () => {
  expect(shown('data: {"a":1.0}\r\n\r\n', Buffer.from('data: {"b":"ü"}\n\ndata: {"c":1}\n\n'))).toBe(
    '[{"a":1.0},\r\n{"b":"ü"},\r\n{"c":1}\r\n]',
  );
});

it.for<[string, string[], unknown]>([
  ['nothing', [], []],
  ['comments', [': still there\n\n'], []],
  ['a last event without its blank line', ['data: {"a":1}'], [{ a: 1 }]],
  [
    'an error that stands bare',
    ['data: {"a":1}\r\n\r\n', '{\n  "error": {\n    "code": 1\n  }\n}\n'],
    [{ a: 1 }, { error: { code: 1 } }],
  ],
])('%s', ([, frames, elements]) => {
  expect(JSON.parse(shown(...frames))).toEqual(elements);
});
