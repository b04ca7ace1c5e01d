import { expect, it } from 'vitest';
import { noFacts } from '../protocols/tap.js';
import { isStorable } from './storable-answer.js';

const ended = (stopReason: string | null) => ({ ...noFacts(), complete: true, stopReason });

it.each(['stop', 'tool_calls', 'function_call', 'end_turn', 'stop_sequence', 'tool_use', 'STOP', 'completed', 'eos'])(
  'takes an answer that ended with "%s"',
  (reason) => {
    expect(isStorable(200, ended(reason), false)).toBe(true);
  },
);

it.each([
  'length',
  'max_tokens',
  'MAX_TOKENS',
  'max_output_tokens',
  'incomplete',
  'model_context_window_exceeded',
  'content_filter',
  'SAFETY',
  'refusal',
  'pause_turn',
  'MALFORMED_FUNCTION_CALL',
  'error',
  'a word of tomorrow',
])('does not take one that ended with "%s"', (reason) => {
  expect(isStorable(200, ended(reason), false)).toBe(false);
});

it('takes an answer without a reason only where there never is one', () => {
  expect(isStorable(200, ended(null), true)).toBe(true);
  expect(isStorable(200, ended(null), false)).toBe(false);
});

it('takes none that failed or is not whole', () => {
  expect(isStorable(201, ended('stop'), false)).toBe(false);
  expect(isStorable(200, { ...ended('stop'), complete: false }, false)).toBe(false);
  expect(isStorable(200, { ...ended('stop'), streamError: 'Overloaded.' }, false)).toBe(false);
});
