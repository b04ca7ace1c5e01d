import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../kernel/json.js';
import { FieldReader } from './field-reader.js';

const parse = (text: string) => JSON.parse(text) as JsonObject;

describe('residue', () => {
  test('is whatever nobody took, at the shallowest place', () => {
    const reader = new FieldReader({ known: 1, unknown: { deep: { deeper: 1 } } });
    reader.number('known');
    expect(reader.residue()).toEqual(['/unknown']);
  });

  test('is found inside objects and lists of objects that were read', () => {
    const reader = new FieldReader({ inner: { a: 1, b: 2 }, list: [{ a: 1 }, { a: 1, b: 2 }] });
    reader.child('inner')?.number('a');
    for (const item of reader.children('list') ?? []) item.number('a');
    expect(reader.residue()).toEqual(['/inner/b', '/list/1/b']);
  });

  test('is the whole object where it was left', () => {
    const reader = new FieldReader({ list: [{ type: 'new', own: 1 }] });
    const [item] = reader.children('list') ?? [];
    item?.string('type');
    item?.own(['own']);
    item?.leave();
    expect(reader.residue()).toEqual(['/list/0']);
    expect(reader.ownFields()).toEqual([]);
  });

  test('escapes keys as RFC 6901 says', () => {
    expect(new FieldReader({ 'a/b~c': 1 }).residue()).toEqual(['/a~1b~0c']);
  });

  test('reports a "__proto__" key like any other and reads nothing from it', () => {
    const reader = new FieldReader(parse('{"__proto__": {"model": "evil"}}'));
    expect(reader.string('model')).toBeUndefined();
    expect(reader.residue()).toEqual(['/__proto__']);
  });
});

describe('typed takes', () => {
  test('read null as not said, and take it', () => {
    const reader = new FieldReader({ temperature: null });
    expect(reader.number('temperature')).toBeUndefined();
    expect(reader.residue()).toEqual([]);
  });

  test('do not see what every object inherits', () => {
    expect(new FieldReader({}).value('constructor')).toBeUndefined();
  });

  test.each([
    ['a string', (reader: FieldReader) => reader.string('field'), 1],
    ['a number', (reader: FieldReader) => reader.number('field'), '1'],
    ['an integer', (reader: FieldReader) => reader.integer('field'), 1.5],
    ['true or false', (reader: FieldReader) => reader.boolean('field'), 'true'],
    ['an object', (reader: FieldReader) => reader.child('field'), []],
    ['a list', (reader: FieldReader) => reader.children('field'), {}],
    ['one of a, b', (reader: FieldReader) => reader.oneOf('field', ['a', 'b']), 'c'],
    ['a string or a list of strings', (reader: FieldReader) => reader.strings('field'), ['a', 1]],
  ])('refuse what is not %s, naming the field', (what, take, value) => {
    const [message] = new FieldReader({ list: [{ field: value }] }).children('list') ?? [];
    expect(() => take(message as FieldReader)).toThrow(
      expect.objectContaining({
        code: 'invalid_field',
        param: 'list[0].field',
        message: expect.stringContaining(what),
      }),
    );
  });

  test('refuse a list element that is no object by its index', () => {
    expect(() => new FieldReader({ messages: [{}, 'hello'] }).children('messages')).toThrow(
      expect.objectContaining({ param: 'messages[1]' }),
    );
  });

  test('name a missing required field', () => {
    expect(() => new FieldReader({}).requiredString('model')).toThrow(
      expect.objectContaining({ code: 'missing_field', param: 'model' }),
    );
  });
});

test('reads a second spelling where the dialect has one, and names places as they were written', () => {
  const snakeCase = (name: string) => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  const reader = new FieldReader({ max_tokens: 'x', outerPart: { inner_part: 1 }, topP: 1, top_p: 2 }, '', snakeCase);
  expect(() => reader.number('maxTokens')).toThrow(expect.objectContaining({ param: 'max_tokens' }) as Error);
  expect(reader.child('outerPart')?.own(['innerPart'])).toEqual({ innerPart: 1 });
  expect(reader.number('topP')).toBe(1);
  expect(reader.ownFields()).toEqual([{ pointer: '/outerPart/inner_part', value: 1 }]);
  expect(reader.residue()).toEqual(['/top_p']);
});
