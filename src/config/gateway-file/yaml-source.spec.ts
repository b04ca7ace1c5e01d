import { expect, it } from 'vitest';
import { readYaml } from './yaml-source.js';

it('knows where every part stands, also where it is only written in part', () => {
  const { placeOf } = readYaml('a:\n  - name: x\n    deep: { k: 1 }\n  - name:\n  - &shared { k: 2 }\n  - *shared\n');
  expect(placeOf(['a', 0, 'name'])).toEqual({ line: 2, column: 11 });
  expect(placeOf(['a', 0, 'name'], { atKey: true })).toEqual({ line: 2, column: 5 });
  expect(placeOf(['a', 0, 'deep', 'k'])).toEqual({ line: 3, column: 16 });
  // Without a value it is where the key is; what is missing is where it should be.
  expect(placeOf(['a', 1, 'name'])).toEqual({ line: 4, column: 5 });
  expect(placeOf(['a', 0, 'missing', 'deeper'])).toEqual({ line: 2, column: 5 });
  expect(placeOf(['a', 9])).toEqual({ line: 2, column: 3 });
  // What an alias stands for is named where the alias is.
  expect(placeOf(['a', 3, 'k'])).toEqual({ line: 6, column: 5 });
  expect(placeOf([])).toEqual({ line: 1, column: 1 });
});

it('dates, yes and off are texts, as YAML 1.2 has it', () => {
  const { value } = readYaml('date: 2024-10-21\nmode: off\nanswer: yes\nnumber: 1_000\n');
  expect(value).toEqual({ date: '2024-10-21', mode: 'off', answer: 'yes', number: '1_000' });
});

it.for([
  ['a: [1, canary\n', 'is a bracket not closed?'],
  ['a: "canary\n', 'a character is missing'],
  ['a: canary: c\n', 'a text with a colon in it must be quoted'],
  ['\ta: 1\n', 'indent by spaces'],
  ['a: "canary\\q"\n', 'this escape is not known'],
  ['a: *canary\n', 'no anchor before it has the name of this alias'],
  ['a: !canary 1\n', 'this tag is not known here'],
  ['a: @canary\n', 'a text cannot begin with this character'],
  ['a: 1\n---\nb: canary\n', 'only one document a file'],
  ['a: 1\na: canary\n', 'this key stands twice'],
  ['? [canary]\n: 1\n', 'keys must be texts'],
  ['%CANARY 1\n---\na: 1\n', 'this directive is not known'],
] as const)('%j: %s', ([text, message]) => {
  const { problems } = readYaml(text);
  expect(problems[0]?.message).toContain(message);
  expect(problems[0]).toMatchObject({ line: expect.any(Number), column: expect.any(Number) });
  expect(JSON.stringify(problems)).not.toMatch(/canary/i);
});

it('an alias of nothing is told where it is', () => {
  expect(readYaml('a: 1\nb: { c: *canary }\n').problems).toMatchObject([{ line: 2, column: 9 }]);
});

it('aliases that multiply are refused before they do', () => {
  const levels = Array.from({ length: 12 }, (_, level) => {
    const items = level === 0 ? Array(10).fill('lol') : Array(10).fill(`*l${level - 1}`);
    return `l${level}: &l${level} [${items.join(', ')}]`;
  });
  const { isBroken, problems } = readYaml(levels.join('\n'));
  expect(isBroken).toBe(true);
  expect(problems[0]?.message).toContain('aliases stand for too much');
});

it('what is nested without end is refused', () => {
  const { isBroken, problems } = readYaml(`a: ${'['.repeat(200_000)}`);
  expect(isBroken).toBe(true);
  expect(problems.length).toBeGreaterThan(0);
});
