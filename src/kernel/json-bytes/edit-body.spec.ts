import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonObjectText } from '../../../test/fakes/json-text.arbitrary.ts';
import { type BodyEdit, editBody } from './edit-body.js';
import { topLevelMembers } from './top-level-members.js';

const edited = (text: string, ...edits: BodyEdit[]) => editBody(Buffer.from(text), edits).toString();

test('replaces a value and nothing else', () => {
  expect(edited('{ "model" : "a",\n "temperature": 1.0 }', { kind: 'set', key: 'model', json: '"b"' })).toBe(
    '{ "model" : "b",\n "temperature": 1.0 }',
  );
});

test('replaces the value of every occurrence, however the key is spelled', () => {
  expect(edited('{"model":1,"mod\\u0065l":2}', { kind: 'set', key: 'model', json: '3' })).toBe(
    '{"model":3,"mod\\u0065l":3}',
  );
});

test('appends what is absent', () => {
  const set: BodyEdit = { kind: 'set', key: 'stream_options', json: '{"include_usage":true}' };
  expect(edited('{"a":1}', set)).toBe('{"a":1,"stream_options":{"include_usage":true}}');
  expect(edited('{}', set)).toBe('{"stream_options":{"include_usage":true}}');
});

test.each([
  ['{"x":1}', '{}'],
  ['{ "x" : 1 }', '{}'],
  ['{"x":1,"a":2}', '{"a":2}'],
  ['{"a":2,"x":1}', '{"a":2}'],
  ['{"a":2, "x":1, "b":3}', '{"a":2, "b":3}'],
  ['{"x":1,"a":2,"x":3,"x":4}', '{"a":2}'],
  ['{"x":1,"x":2}', '{}'],
])('removes a member of %s with the right comma', (before, after) => {
  expect(edited(before, { kind: 'remove', key: 'x' })).toBe(after);
});

test('renames in place', () => {
  const rename: BodyEdit = { kind: 'rename', from: 'max_tokens', to: 'max_completion_tokens' };
  expect(edited('{"max_tokens": 5, "a":1}', rename)).toBe('{"max_completion_tokens": 5, "a":1}');
});

test('a renamed member takes the place of one that had the name before', () => {
  const rename: BodyEdit = { kind: 'rename', from: 'a', to: 'b' };
  expect(edited('{"b":0,"a":1,"b":2}', rename)).toBe('{"b":1}');
});

test('applies edits in order', () => {
  expect(
    edited(
      '{"a":1}',
      { kind: 'remove', key: 'a' },
      { kind: 'set', key: 'b', json: '2' },
      { kind: 'set', key: 'd', json: '4' },
      { kind: 'rename', from: 'b', to: 'c' },
    ),
  ).toBe('{"c":2,"d":4}');
});

test('returns the very same Buffer when no edit concerns it', () => {
  const body = Buffer.from('{"a":1}');
  expect(editBody(body, [])).toBe(body);
  expect(editBody(body, [{ kind: 'remove', key: 'b' }])).toBe(body);
  expect(editBody(body, [{ kind: 'rename', from: 'b', to: 'c' }])).toBe(body);
});

const key = fc.constantFrom('a', 'b', 'model', 'stream', '__proto__', 'constructor', '', 'é"\\');
const anyEdit: fc.Arbitrary<BodyEdit> = fc.oneof(
  fc.record({ kind: fc.constant('set' as const), key, json: fc.json({ maxDepth: 1 }) }),
  fc.record({ kind: fc.constant('remove' as const), key }),
  fc.record({ kind: fc.constant('rename' as const), from: key, to: key }),
);

test('does to the bytes what the same edits do to the parsed object', () => {
  fc.assert(
    fc.property(jsonObjectText, fc.array(anyEdit, { maxLength: 5 }), (text, edits) => {
      const model = new Map(Object.entries(JSON.parse(text) as object) as [string, unknown][]);
      for (const edit of edits) applyToParsed(edit, model);
      expect(JSON.parse(edited(text, ...edits))).toEqual(Object.fromEntries(model));
    }),
    { numRuns: 2000 },
  );
});

function applyToParsed(edit: BodyEdit, object: Map<string, unknown>): void {
  if (edit.kind === 'set') object.set(edit.key, JSON.parse(edit.json));
  if (edit.kind === 'remove') object.delete(edit.key);
  if (edit.kind === 'rename' && object.has(edit.from) && edit.from !== edit.to) {
    object.set(edit.to, object.get(edit.from));
    object.delete(edit.from);
  }
}

test('leaves the bytes of every member alone that no edit names', () => {
  fc.assert(
    fc.property(jsonObjectText, fc.array(anyEdit, { maxLength: 5 }), (text, edits) => {
      const touched = new Set(edits.flatMap((edit) => (edit.kind === 'rename' ? [edit.from, edit.to] : [edit.key])));
      const untouched = (json: string) => membersOf(json).filter(({ key }) => !touched.has(key));
      expect(untouched(edited(text, ...edits))).toEqual(untouched(text));
    }),
    { numRuns: 2000 },
  );
});

function membersOf(json: string): { key: string; text: string }[] {
  const body = Buffer.from(json);
  return topLevelMembers(body).map(({ key, memberStart, memberEnd }) => ({
    key,
    text: body.toString('utf8', memberStart, memberEnd),
  }));
}
