import { createOpenAI } from '@ai-sdk/openai';
import { jsonSchema, streamText, tool } from 'ai';
import { ChatCompletionStream } from 'openai/lib/ChatCompletionStream';
import { Stream } from 'openai/streaming';
import type { ChatCompletionChunk } from 'openai/resources/chat/completions';
import { expect, test } from 'vitest';
import type { AnswerEvent } from '../../src/gateway/protocols/canonical/event.ts';
import type { Signature } from '../../src/gateway/protocols/canonical/signature.ts';
import { clientCodec } from '../../src/gateway/protocols/index.ts';
import type { JsonObject } from '../../src/kernel/json.ts';
import { ADDRESS } from './fixtures.ts';

const THOUGHT: Signature = { issuer: 'anthropic-messages', data: 'c2lnbmVk' };
const CALL: Signature = { issuer: 'gemini', data: 'dGhvdWdodA==' };

/** An answer with everything that Chat Completions has no official field for. */
const EVENTS: AnswerEvent[] = [
  { type: 'start' },
  { type: 'part-start', choice: 0, part: 0, content: { kind: 'reasoning' } },
  { type: 'part-delta', choice: 0, part: 0, text: 'Hm.' },
  { type: 'part-end', choice: 0, part: 0, signature: THOUGHT },
  { type: 'part-start', choice: 0, part: 1, content: { kind: 'text' } },
  { type: 'part-delta', choice: 0, part: 1, text: 'Look here.' },
  { type: 'citation', choice: 0, part: 1, citation: { kind: 'url', url: 'https://example.com', title: 'Example' } },
  { type: 'part-end', choice: 0, part: 1 },
  { type: 'media', choice: 0, part: 2, mediaType: 'image/png', data: 'iVBORw0KGgo=' },
  { type: 'part-start', choice: 0, part: 3, content: { kind: 'tool-call', id: 'call_1', name: 'look' } },
  { type: 'part-delta', choice: 0, part: 3, text: '{"a":1}' },
  { type: 'part-end', choice: 0, part: 3, signature: CALL },
  { type: 'finish', choice: 0, reason: { unified: 'tool_calls', raw: null } },
];

function answer(): Response {
  const encoder = clientCodec('openai-chat').createStreamEncoder({
    model: 'm',
    id: 'chatcmpl-1',
    created: 1_782_000_000,
    includeUsage: false,
  });
  const text = EVENTS.map((event) => encoder.encode(event)).join('') + encoder.end();
  return new Response(text, { headers: { 'content-type': 'text/event-stream' } });
}

test("the message that OpenAI's SDK collects brings the signatures back", async () => {
  const chunks = Stream.fromSSEResponse<ChatCompletionChunk>(answer(), new AbortController());
  const completion = await ChatCompletionStream.fromReadableStream(chunks.toReadableStream()).finalChatCompletion();
  const message = JSON.parse(JSON.stringify(completion.choices[0]?.message)) as JsonObject;
  const { request } = clientCodec('openai-chat').decodeRequest({ model: 'm', messages: [message] }, ADDRESS);
  expect(request.messages[0]?.content).toMatchObject([
    { kind: 'reasoning', text: 'Hm.', signature: THOUGHT },
    { kind: 'text', text: 'Look here.' },
    { kind: 'tool-call', name: 'look', arguments: '{"a":1}', signature: CALL },
  ]);
});

test('the AI SDK reads text, call and source, and minds nothing else', async () => {
  const provider = createOpenAI({ apiKey: 'none', fetch: () => Promise.resolve(answer()) });
  const look = tool({
    inputSchema: jsonSchema<{ a: number }>({ type: 'object', properties: { a: { type: 'number' } } }),
  });
  const result = streamText({ model: provider.chat('m'), prompt: 'Hi', tools: { look }, maxRetries: 0 });
  expect(await result.text).toBe('Look here.');
  expect(await result.toolCalls).toMatchObject([{ toolName: 'look', input: { a: 1 } }]);
  expect(await result.sources).toMatchObject([{ url: 'https://example.com', title: 'Example' }]);
  expect(await result.finishReason).toBe('tool-calls');
});
