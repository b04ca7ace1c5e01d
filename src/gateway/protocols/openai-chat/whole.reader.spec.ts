import { expect, it } from 'vitest';
import { readWholeChat } from './whole.reader.js';

const USAGE = { prompt_tokens: 11, completion_tokens: 7, total_tokens: 18 };
const choice = (content: string, reason = 'stop', index = 0) => ({
  index,
  message: { role: 'assistant', content },
  finish_reason: reason,
});
const LONG = 'x'.repeat(10_000);

function read(answer: unknown) {
  return readWholeChat(Buffer.from(typeof answer === 'string' ? answer : JSON.stringify(answer)));
}

it.for<[string, object]>([
  ['usage last', { choices: [choice('Hi.')], usage: USAGE }],
  ['usage first, far from the end', { usage: USAGE, choices: [choice(LONG)] }],
  ['a long answer', { choices: [choice(LONG)], usage: USAGE, service_tier: 'default' }],
  ['fields behind the usage', { choices: [choice('Hi.')], usage: USAGE, system_fingerprint: 'fp_1' }],
])('%s', ([, answer]) => {
  const facts = read(answer);
  expect(facts).toMatchObject({ complete: true, stopReason: 'stop' });
  expect(facts.usage).toMatchObject({ inputUncached: 11, output: 7 });
});

it('the first choice’s reason counts where there are several', () => {
  const answer = { choices: [choice(LONG, 'length'), choice('b', 'stop', 1)], usage: USAGE };
  expect(read(answer).stopReason).toBe('length');
});

it('content that looks like usage is not', () => {
  const content = '"usage":{"prompt_tokens":999}, "finish_reason":"length"';
  expect(read({ choices: [choice(content)], usage: USAGE })).toMatchObject({
    stopReason: 'stop',
    usage: { inputUncached: 11 },
  });
});

it('an answer without usage has none', () => {
  expect(read({ choices: [choice('Hi.')] })).toMatchObject({ complete: true, usage: null });
});

it.for(['', '<html>', '{"choices":', '[]', '{"object":"list"}', 'null'])('%s is no answer', (body) => {
  expect(read(body).complete).toBe(false);
});
