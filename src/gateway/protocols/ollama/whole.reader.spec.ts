import { expect, test } from 'vitest';
import { readWholeAnswer } from './whole.reader.js';

const read = (body: unknown) => readWholeAnswer(Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)));

test('a whole answer says reason and usage', () => {
  const facts = read({ response: 'Hi', done: true, done_reason: 'stop', prompt_eval_count: 3, eval_count: 4 });
  expect(facts).toMatchObject({ complete: true, stopReason: 'stop' });
  expect(facts.usage).toMatchObject({ inputUncached: 3, output: 4 });
});

test('a prompt that was cached whole is not counted', () => {
  expect(read({ message: {}, done: true, eval_count: 4 }).usage).toMatchObject({ inputUncached: 0, output: 4 });
});

test.each([
  ['an unfinished line', { message: {}, done: false }],
  ['an error', { error: 'no' }],
  ['no JSON', '<p>"error"'],
])('%s is no answer', (_, body) => {
  expect(read(body).complete).toBe(false);
});
