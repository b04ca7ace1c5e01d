import type { ResponseInputItem } from 'openai/resources/responses/responses';
import { message, thinkingBlock, toolUseBlock } from '../fakes/upstream/anthropic.payloads.ts';
import { json } from '../fakes/upstream/scenarios.ts';
import { expect, test } from './fixtures.ts';

const FIRST: ResponseInputItem = { role: 'user', content: 'How is the weather?' };
const ASKED = { model: 'claude-fake', store: false, include: ['reasoning.encrypted_content' as const] };
const SIGNED = { type: 'thinking', signature: 'c2lnbmVkIGJ5IGFudGhyb3BpYw==' };
const REDACTED = { type: 'redacted_thinking' as const, data: 'aGlkZGVu' };

// Claude's newest models send no text by default (`display: "omitted"`), and Vercel's AI SDK keeps summaries only.
test.for(['', 'Clouds.'])(
  'thinking "%s" that comes back with its signature alone',
  async (thinking, { openai, upstream }) => {
    const blocks = [thinkingBlock(thinking, SIGNED.signature), REDACTED, toolUseBlock('toolu_1', 'look', {})];
    upstream.on('anthropic.messages', json(message(blocks, 'tool_use')));
    const { output } = await openai.responses.create({ ...ASKED, input: [FIRST] });
    const kept = output.map((item) =>
      item.type === 'reasoning' ? { ...item, content: undefined, summary: [] } : item,
    );

    upstream.reset();
    upstream.on('anthropic.messages', json(message()));
    const result = { type: 'function_call_output' as const, call_id: 'toolu_1', output: 'rain' };
    await openai.responses.create({ ...ASKED, input: [FIRST, ...(kept as ResponseInputItem[]), result] });
    const { messages } = upstream.requestTo('anthropic.messages').json<{ messages: { content: object[] }[] }>();
    expect(messages[1]?.content.slice(0, 2)).toEqual([{ ...SIGNED, thinking: '' }, REDACTED]);
  },
);
