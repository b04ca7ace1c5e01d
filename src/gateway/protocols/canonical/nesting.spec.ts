import { expect, test } from 'vitest';
import type { JsonObject } from '../../../kernel/json.js';
import { assertNesting, NESTING_LIMIT } from './nesting.js';

function nested(levels: number): JsonObject {
  return JSON.parse(`${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`) as JsonObject;
}

test('as many levels as the limit pass', () => {
  expect(() => assertNesting(nested(NESTING_LIMIT))).not.toThrow();
});

test.each([NESTING_LIMIT + 1, 5_000])('%i levels are refused, whatever the stack', (levels) => {
  expect(() => assertNesting(nested(levels))).toThrow(expect.objectContaining({ code: 'nested_too_deep' }));
});

test('lists count as levels', () => {
  const body = JSON.parse(`{"a":${'['.repeat(NESTING_LIMIT)}${']'.repeat(NESTING_LIMIT)}}`) as JsonObject;
  expect(() => assertNesting(body)).toThrow(expect.objectContaining({ code: 'nested_too_deep' }));
});
