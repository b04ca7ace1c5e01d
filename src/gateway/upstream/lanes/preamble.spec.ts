import { describe, expect, it } from 'vitest';
import { messagesVerbatim } from '../../protocols/anthropic-messages/verbatim.js';
import { chatVerbatim } from '../../protocols/openai-chat/verbatim.js';
import { responsesVerbatim } from '../../protocols/openai-responses/verbatim.js';
import { preambleLength } from './preamble.js';

const data = (value: unknown) => `data: ${JSON.stringify(value)}\n\n`;
const event = (type: string, more: object = {}) => `event: ${type}\n${data({ type, ...more })}`;
const choice = (delta: object, finish_reason: string | null = null) =>
  data({ id: 'x', choices: [{ index: 0, delta, finish_reason }] });

const carriesNothing = (reader: { isPreamble?: (frame: string) => boolean }, frame: string) =>
  reader.isPreamble?.(frame);

describe('chat', () => {
  it.each([
    ['the role alone', choice({ role: 'assistant' })],
    ['an empty text beside it', choice({ role: 'assistant', content: '', refusal: null })],
    ['no tool calls yet', choice({ role: 'assistant', content: null, tool_calls: [] })],
    ['what Azure’s filters say', data({ choices: [], prompt_filter_results: [{ prompt_index: 0 }] })],
  ])('carries nothing: %s', (_, frame) => expect(carriesNothing(chatVerbatim, frame)).toBe(true));

  it.each([
    ['text', choice({ content: 'a' })],
    ['thinking', choice({ role: 'assistant', content: '', reasoning_content: 'Hm' })],
    ['a tool call', choice({ tool_calls: [{ index: 0, id: 'call_1' }] })],
    ['an end', choice({}, 'stop')],
    ['usage', data({ choices: [], usage: { prompt_tokens: 1 } })],
    ['an error', data({ error: { message: 'No.' } })],
    ['the terminator', 'data: [DONE]\n\n'],
    ['what cannot be read', 'data: {"choices": [\n\n'],
  ])('carries something: %s', (_, frame) => expect(carriesNothing(chatVerbatim, frame)).toBe(false));
});

describe('messages and responses', () => {
  it.each([
    [messagesVerbatim, 'message_start', true],
    [messagesVerbatim, 'ping', true],
    [messagesVerbatim, 'content_block_start', false],
    [messagesVerbatim, 'message_delta', false],
    [messagesVerbatim, 'error', false],
    [responsesVerbatim, 'response.created', true],
    [responsesVerbatim, 'response.in_progress', true],
    [responsesVerbatim, 'response.queued', true],
    [responsesVerbatim, 'response.output_item.added', false],
    [responsesVerbatim, 'response.failed', false],
    [responsesVerbatim, 'response.completed', false],
  ] as const)('%# %s', (reader, type, expected) => {
    expect(carriesNothing(reader, event(type))).toBe(expected);
    // Some servers leave the name to the data.
    expect(carriesNothing(reader, data({ type }))).toBe(expected);
  });
});

describe('the length of a preamble', () => {
  const isPreamble = (frame: string) => frame.includes('nothing');
  const length = (frames: string, framing: 'sse' | 'ndjson' = 'sse') =>
    preambleLength(Buffer.from(frames), framing, isPreamble);

  it('ends before the first frame that carries something', () => {
    const nothing = 'data: nothing\n\n: comment\n\ndata: nothing\n\n';
    expect(length(`${nothing}data: a\n\ndata: nothing\n\n`)).toBe(nothing.length);
  });

  it('is all of it where nothing else comes', () => {
    expect(length('data: nothing\n\n\n\n: comment\n\n')).toBe(28);
  });

  it('is none where an answer begins at once', () => expect(length('data: a\n\n')).toBe(0));

  it('knows CRLF', () => expect(length('data: nothing\r\n\r\ndata: a\r\n\r\n')).toBe(17));

  it('knows lines', () => expect(length('{"nothing":1}\n{"a":1}\n', 'ndjson')).toBe(14));
});
