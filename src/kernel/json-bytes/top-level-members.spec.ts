import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonObjectText } from '../../../test/fakes/json-text.arbitrary.ts';
import { topLevelMembers } from './top-level-members.js';

/** Each member as [key, text of the value, text of the whole member]. */
function scan(text: string): [string, string, string][] {
  const body = Buffer.from(text);
  const slice = (start: number, end: number) => body.toString('utf8', start, end);
  return topLevelMembers(body).map((member) => [
    member.key,
    slice(member.valueStart, member.valueEnd),
    slice(member.memberStart, member.memberEnd),
  ]);
}

test('an empty object has no members', () => {
  expect(scan('{}')).toEqual([]);
  expect(scan(' \n{ \t} ')).toEqual([]);
});

test('finds values of every type with the white space around them', () => {
  expect(scan('{"a":1.50, "b" : "x" ,"c":[{"d":2}],"e":{"f":"}"},"g":null\n}')).toEqual([
    ['a', '1.50', '"a":1.50'],
    ['b', '"x"', ' "b" : "x" '],
    ['c', '[{"d":2}]', '"c":[{"d":2}]'],
    ['e', '{"f":"}"}', '"e":{"f":"}"}'],
    ['g', 'null', '"g":null\n'],
  ]);
});

test('decodes keys that are spelled with escapes', () => {
  expect(scan('{"mod\\u0065l":1,"a\\"b":2,"\\\\":3}').map(([key]) => key)).toEqual(['model', 'a"b', '\\']);
});

test('reports duplicates, in order', () => {
  expect(scan('{"a":1,"b":2,"a":3}').map(([key, value]) => [key, value])).toEqual([
    ['a', '1'],
    ['b', '2'],
    ['a', '3'],
  ]);
});

// Around the length where the scanner changes from looking at bytes to searching natively.
test.each([0, 1, 14, 15, 16, 17, 18, 31, 32, 33, 1000])('a string ends at its own quote after %i bytes', (length) => {
  for (let backslashes = 0; backslashes < 6; backslashes++) {
    const text = `${'x'.repeat(length)}${'\\'.repeat(backslashes * 2)}\\"}${'y'.repeat(100)}${'\\'.repeat(backslashes * 2)}`;
    expect(scan(`{"a":"${text}","b":1}`)).toEqual([
      ['a', `"${text}"`, `"a":"${text}"`],
      ['b', '1', '"b":1'],
    ]);
  }
});

test('bytes that are not UTF-8 do not move the end of a string', () => {
  const body = Buffer.from('{"a":"\xc3","b":1}', 'latin1');
  expect(Object.keys(JSON.parse(body.toString()) as object)).toEqual(['a', 'b']);
  expect(topLevelMembers(body).map(({ key }) => key)).toEqual(['a', 'b']);
});

test('sees in any JSON object what JSON.parse sees', () => {
  fc.assert(
    fc.property(jsonObjectText, (text) => {
      const parsed = scan(text).map(([key, value]) => [key, JSON.parse(value) as unknown]);
      expect(Object.fromEntries(parsed)).toEqual(JSON.parse(text));
    }),
    { numRuns: 1000 },
  );
});

test.each(['', ' ', '[]', '"{}"', '1', 'null', '{', '{"', '{"a', '{"a"', '{"a":', '{"a":1', '{"a":"', '{"a":[', '{,}'])(
  'refuses %j, which is not an object',
  (text) => {
    expect(() => topLevelMembers(Buffer.from(text))).toThrow(SyntaxError);
  },
);

test('deep nesting needs no stack', () => {
  const deep = `${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}`;
  expect(scan(`{"a":${deep},"b":1}`).map(([key]) => key)).toEqual(['a', 'b']);
});
