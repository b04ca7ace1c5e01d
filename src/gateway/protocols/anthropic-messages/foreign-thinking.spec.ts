import { expect, it } from 'vitest';
import type { JsonValue } from '../../../kernel/json.js';
import { packSignature } from '../canonical/signature.js';
import { withoutForeignThinking } from './foreign-thinking.js';

const GEMINI = packSignature({ issuer: 'gemini', data: 'eA==' }, 'anthropic-messages');
const BEDROCK = packSignature({ issuer: 'bedrock-converse', data: 'eQ==' }, 'anthropic-messages');
const thinking = (signature: string) => ({ type: 'thinking', thinking: 'Hm.', signature });
const text = { type: 'text', text: 'x' };
const history = (...content: JsonValue[]): JsonValue => [
  { role: 'user', content: 'Hi' },
  { role: 'assistant', content },
];

it.for<[string, JsonValue]>([
  ['texts', history(text)],
  ['Anthropic’s own thinking', history(thinking('EqQBCgIYAg=='), { type: 'redacted_thinking', data: 'aGlk' }, text)],
  ['thinking that was never signed, which is for the vendor to judge', history({ type: 'thinking', thinking: 'Hm.' })],
  ['no messages', 'nonsense'],
])('%s stay as they are', ([, messages]) => {
  expect(withoutForeignThinking(messages)).toBeNull();
});

it('what others signed, or this gateway could not, is taken out', () => {
  const messages = history(thinking(GEMINI), thinking(''), { type: 'redacted_thinking', data: GEMINI }, text);
  expect(withoutForeignThinking(messages)).toEqual({
    messages: history(text),
    removed: ['/messages/1/content/0', '/messages/1/content/1', '/messages/1/content/2'],
  });
});

it('a signature that Bedrock gave is unwrapped: Anthropic takes it', () => {
  expect(withoutForeignThinking(history(thinking(BEDROCK), text))).toEqual({
    messages: history(thinking('eQ=='), text),
    removed: [],
  });
});

it('a message that held nothing else is left out', () => {
  expect(withoutForeignThinking(history(thinking(GEMINI)))?.messages).toEqual([{ role: 'user', content: 'Hi' }]);
});
