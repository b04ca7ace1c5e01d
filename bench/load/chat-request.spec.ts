import { expect, test } from 'vitest';
import { chatRequest } from './chat-request.ts';
import type { CallShape } from './job.ts';

const target = { port: 8080, key: 'aig_test' };
const call: CallShape = { door: 'openai-chat', model: 'gpt-bench', stream: true, bodyBytes: 1024, answerBytes: 0 };

test.each([1024, 1025, 102_400])('a body of %d bytes has exactly that size and announces it', (bodyBytes) => {
  const [head = '', body = ''] = chatRequest(target, { ...call, bodyBytes })
    .toString()
    .split('\r\n\r\n');
  expect(Buffer.byteLength(body)).toBe(bodyBytes);
  expect(head).toContain(`content-length: ${bodyBytes}`);
  expect(JSON.parse(body)).toMatchObject({ model: 'gpt-bench', stream: true });
});

test('a call without streaming does not mention it', () => {
  expect(chatRequest(target, { ...call, stream: false }).toString()).not.toContain('stream');
});

test('a size that cannot hold the conversation is refused', () => {
  expect(() => chatRequest(target, { ...call, bodyBytes: 100 })).toThrow(RangeError);
});
