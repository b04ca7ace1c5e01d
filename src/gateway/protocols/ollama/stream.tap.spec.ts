import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { OllamaTap } from './stream.tap.js';

const FIXTURES = join(import.meta.dirname, '../../../../test/fixtures/wire');

const line = (fields: object) =>
  `${JSON.stringify({ model: 'llama', created_at: '2026-01-01T00:00:00Z', ...fields })}\n`;
const TOKEN = line({ message: { role: 'assistant', content: 'Hi' }, done: false });
const DONE = line({
  message: { content: '' },
  done: true,
  done_reason: 'length',
  prompt_eval_count: 11,
  eval_count: 7,
});

function read(...reads: string[]): OllamaTap {
  const tap = new OllamaTap();
  for (const text of reads) expect(tap.read(Buffer.from(text)).toString()).toBe(text);
  return tap;
}

test.each([
  ['in one read', [TOKEN + DONE]],
  ['in reads of their own', [TOKEN, DONE]],
  ['without the last line feed', [TOKEN, DONE.trimEnd()]],
  ['followed by an empty line', [TOKEN, `${DONE}\r\n\n`]],
  ['spaced as Python spaces', [TOKEN, DONE.replace('"done":true', '"done": true')]],
])('reason and usage are read off the last line, %s', (_, reads) => {
  const { facts } = read(...reads);
  expect(facts).toMatchObject({ complete: true, terminated: true, stopReason: 'length', streamError: null });
  expect(facts.usage).toMatchObject({ inputUncached: 11, output: 7, source: 'provider' });
});

test('words and arguments that look like an end are none', () => {
  const talk = line({ message: { content: 'say "done":true or "error"' }, done: false });
  const call = line({ message: { tool_calls: [{ function: { name: 'f', arguments: { done: true } } }] }, done: false });
  expect(read(talk, call).facts).toMatchObject({ complete: false, usage: null, streamError: null });
});

describe('an error line', () => {
  const ERROR = '{"error":"the runner stopped: größe"}\n';

  test('ends the answer and is told', () => {
    const tap = read(TOKEN, ERROR);
    expect(tap.facts).toMatchObject({ complete: true, streamError: 'the runner stopped: größe', usage: null });
    expect(tap.beganWithError).toBe(false);
  });

  test('at the beginning is no answer at all', () => {
    expect(read(ERROR).beganWithError).toBe(true);
  });
});

test('the first line says whose answer it is', () => {
  expect(read(TOKEN, DONE).identity()).toEqual({ id: null, model: 'llama', created: 1_767_225_600 });
  expect(new OllamaTap().identity()).toEqual({ id: null, model: null, created: null });
});

test.each(['ollama-chat/stream-thinking-tool', 'ollama-chat/stream-text', 'ollama-generate/stream-text'])(
  '%s gives the same facts however its lines are grouped',
  (name) => {
    const lines = readFileSync(join(FIXTURES, `${name}.ndjson`), 'utf8').split(/(?<=\n)/);
    fc.assert(
      fc.property(fc.subarray([...lines.keys()].slice(1)), (cuts) => {
        const places = [0, ...cuts, lines.length];
        const groups = places.slice(1).map((end, index) => lines.slice(places[index], end).join(''));
        expect(read(...groups).facts).toEqual(read(lines.join('')).facts);
      }),
    );
    expect(read(lines.join('')).facts.complete).toBe(true);
  },
);
