import { ChatCompletionStream } from 'openai/lib/ChatCompletionStream';
import { Stream } from 'openai/streaming';
import type { ChatCompletionChunk } from 'openai/resources/chat/completions';
import { describe, expect, test } from 'vitest';
import type { CanonicalEvent, AnswerEvent } from '../../src/gateway/protocols/canonical/event.ts';
import { clientCodec, vendorCodec } from '../../src/gateway/protocols/index.ts';
import { decodeStream } from './decode-stream.ts';
import { streamFixtures } from './fixtures.ts';
import { recordingsAreHere, recordingsIn } from './recordings.ts';

const isAnswer = (event: CanonicalEvent): event is AnswerEvent => event.type !== 'error';

/** An Ollama stream as an OpenAI client gets it. */
function translate(bytes: Buffer): string {
  const encoder = clientCodec('openai-chat').createStreamEncoder({
    model: 'llama',
    id: 'chatcmpl-1',
    created: 1_782_000_000,
    includeUsage: true,
  });
  const events = decodeStream(vendorCodec('ollama-chat'), bytes).filter(isAnswer);
  return events.map((event) => encoder.encode(event)).join('') + encoder.end();
}

/** What the official SDK makes of it: chunks, and the message it builds from them. */
async function readWithSdk(text: string) {
  const response = () => new Response(text, { headers: { 'content-type': 'text/event-stream' } });
  const parse = () => Stream.fromSSEResponse<ChatCompletionChunk>(response(), new AbortController());
  const chunks: ChatCompletionChunk[] = [];
  for await (const chunk of parse()) chunks.push(chunk);
  const completion = await ChatCompletionStream.fromReadableStream(parse().toReadableStream()).finalChatCompletion();
  return { chunks, completion };
}

async function expectSound(bytes: Buffer) {
  const { chunks, completion } = await readWithSdk(translate(bytes));
  for (const chunk of chunks) {
    expect(chunk).toMatchObject({ id: 'chatcmpl-1', object: 'chat.completion.chunk', model: 'llama' });
    expect(typeof chunk.created).toBe('number');
    expect(Array.isArray(chunk.choices)).toBe(true);
  }
  expect(chunks[0]?.choices[0]?.delta.role).toBe('assistant');
  expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { total_tokens: expect.any(Number) as number } });
  expect(chunks.filter((chunk) => chunk.choices[0]?.finish_reason)).toHaveLength(1);
  // The SDK keeps only the last piece of a field that it does not know; clients that show reasoning join them.
  const reasoning = chunks
    .map((chunk) => (chunk.choices[0]?.delta as { reasoning_content?: string } | undefined)?.reasoning_content ?? '')
    .join('');
  return { completion, reasoning };
}

describe('fixtures', () => {
  test.each(streamFixtures('ollama-chat'))('$name', async ({ content }) => {
    await expectSound(content);
  });

  test('thinking and tool calls arrive as reasoning_content and tool_calls', async () => {
    const fixture = streamFixtures('ollama-chat').find(({ name }) => name.includes('thinking'));
    const { completion, reasoning } = await expectSound(fixture?.content ?? Buffer.alloc(0));
    expect(completion.choices[0]).toMatchObject({
      finish_reason: 'tool_calls',
      message: {
        role: 'assistant',
        content: 'Let me look.',
        tool_calls: [
          { id: 'call_x', type: 'function', function: { name: 'weather', arguments: '{"city":"Zürich"}' } },
          { id: 'call_answer_2', type: 'function', function: { name: 'clock', arguments: '{}' } },
        ],
      },
    });
    expect(reasoning).toBe('Ein Wärmetest…');
    expect(completion.usage).toMatchObject({ prompt_tokens: 0, completion_tokens: 57, total_tokens: 57 });
  });
});

describe.skipIf(!recordingsAreHere)('recordings', () => {
  const whole = recordingsIn('ollama-chat').filter(({ stream, name }) => stream && !name.includes('error'));

  test('are here', () => {
    expect(whole.length).toBeGreaterThan(0);
  });

  test.each(whole)('$name', async ({ stream }) => {
    await expectSound(stream ?? Buffer.alloc(0));
  });
});
