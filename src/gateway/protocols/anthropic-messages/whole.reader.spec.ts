import { expect, it } from 'vitest';
import { readTokenCount, readWholeMessage } from './whole.reader.js';

const USAGE = {
  input_tokens: 11,
  cache_creation: { ephemeral_5m_input_tokens: 0 },
  output_tokens: 7,
  service_tier: 'standard',
};
const message = (text: string, more: object = {}) => ({
  id: 'msg_1',
  type: 'message',
  role: 'assistant',
  content: [{ type: 'text', text }],
  stop_reason: 'end_turn',
  stop_sequence: null,
  usage: USAGE,
  ...more,
});
const bytes = (value: unknown) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
const LONG = 'x'.repeat(10_000);

it.for<[string, object | string]>([
  ['as the API writes it', message(LONG)],
  ['usage first', { usage: USAGE, type: 'message', content: [{ type: 'text', text: LONG }], stop_reason: 'end_turn' }],
  ['fields behind the usage', message('Hi.', { container: null })],
  ['printed with spaces', JSON.stringify(message('Hi.'), null, 2)],
])('%s', ([, answer]) => {
  expect(readWholeMessage(bytes(answer))).toMatchObject({
    complete: true,
    stopReason: 'end_turn',
    usage: { inputUncached: 11, output: 7 },
  });
});

it('content that looks like usage is not', () => {
  const words = '"usage":{"output_tokens":999}, "stop_reason":"max_tokens"';
  expect(readWholeMessage(bytes(message(words)))).toMatchObject({ stopReason: 'end_turn', usage: { output: 7 } });
});

it('a tool input that says usage is not', () => {
  const call = { type: 'tool_use', id: 'a', name: 'b', input: { usage: { output_tokens: 999 } } };
  expect(readWholeMessage(bytes(message('', { content: [call] }))).usage).toMatchObject({ output: 7 });
});

it.for(['', '<html>', '{"type":"message"', '[]', '{"type":"error","error":{}}', 'null'])('%s is no message', (body) => {
  expect(readWholeMessage(bytes(body)).complete).toBe(false);
});

it('a token count is an answer that costs nothing', () => {
  expect(readTokenCount(bytes({ input_tokens: 2095 }))).toMatchObject({ complete: true, usage: { inputUncached: 0 } });
  expect(readTokenCount(bytes({ tokens: 1 })).complete).toBe(false);
});
