import { describe, expect, test } from 'vitest';
import { EVERY_CAPABILITY } from '../../src/gateway/protocols/canonical/capabilities.ts';
import type { AnswerEvent } from '../../src/gateway/protocols/canonical/event.ts';
import { clientCodec, VENDOR_CODECS, vendorCodec } from '../../src/gateway/protocols/index.ts';
import { translateRequest } from '../../src/gateway/protocols/translate-request.ts';
import { asSent } from './fixtures.ts';

const CHAT = {
  model: 'm',
  messages: [
    { role: 'user', content: '4 + 4?' },
    {
      role: 'assistant',
      content: null,
      tool_calls: [{ id: 'call_1', type: 'custom', custom: { name: 'maths', input: '4 + 4' } }],
    },
    { role: 'tool', tool_call_id: 'call_1', content: '8' },
  ],
  tools: [
    {
      type: 'custom',
      custom: {
        name: 'maths',
        description: 'Calculates.',
        format: { type: 'grammar', grammar: { syntax: 'lark', definition: 'start: /.+/' } },
      },
    },
  ],
  tool_choice: { type: 'custom', custom: { name: 'maths' } },
};

const RESPONSES = {
  model: 'm',
  input: [
    { type: 'message', role: 'user', content: '4 + 4?' },
    { type: 'custom_tool_call', call_id: 'call_1', name: 'maths', input: '4 + 4' },
    { type: 'custom_tool_call_output', call_id: 'call_1', output: '8' },
  ],
  tools: [
    {
      type: 'custom',
      name: 'maths',
      description: 'Calculates.',
      format: { type: 'grammar', syntax: 'lark', definition: 'start: /.+/' },
    },
  ],
  tool_choice: { type: 'custom', name: 'maths' },
};

const target = { address: { model: 'm', stream: false }, capabilities: EVERY_CAPABILITY };

describe('tools that take free text', () => {
  test('are asked of Responses as in chat', () => {
    const { body, losses } = translateRequest(
      CHAT,
      clientCodec('openai-chat'),
      vendorCodec('openai-responses'),
      target,
    );
    expect(losses).toEqual([]);
    expect(asSent(body)).toMatchObject(RESPONSES);
  });

  test('are asked of chat as in Responses', () => {
    const { body, losses } = translateRequest(
      RESPONSES,
      clientCodec('openai-responses'),
      vendorCodec('openai-chat'),
      target,
    );
    expect(losses).toEqual([]);
    expect(asSent(body)).toEqual(CHAT);
  });

  const others = Object.values(VENDOR_CODECS).filter(({ dialect }) => !dialect.startsWith('openai'));

  test.each(others)('are refused where there are none: $dialect', (vendor) => {
    const { losses } = translateRequest(CHAT, clientCodec('openai-chat'), vendor, target);
    expect(losses).toContainEqual(expect.objectContaining({ pointer: '/tools/0/custom', disposition: 'refused' }));
  });

  test.each(['openai-chat', 'openai-responses'] as const)('are called in the words of %s', (dialect) => {
    const place = { choice: 0, part: 0 };
    const events: AnswerEvent[] = [
      { type: 'start' },
      { type: 'part-start', ...place, content: { kind: 'tool-call', id: 'call_1', name: 'maths', custom: true } },
      { type: 'part-delta', ...place, text: '4 + 4' },
      { type: 'part-end', ...place },
      { type: 'finish', choice: 0, reason: { unified: 'tool_calls', raw: null } },
    ];
    const context = { model: 'm', id: 'a', created: 0, includeUsage: false };
    const body = clientCodec(dialect).encodeResponse(events, context);
    const again = vendorCodec(dialect).decodeResponse(asSent(body), { provider: 'p', answerId: 'a' });
    expect(again).toContainEqual(events[1]);
    expect(again).toContainEqual(events[2]);
  });
});
