import { expect, it } from 'vitest';
import { streamWords } from './stream-words.js';

const words = (events: readonly object[]) =>
  JSON.parse(streamWords(events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join(''))) as unknown;

it('puts the pieces of a place together, so that nothing is hidden between two frames', () => {
  const said = words([
    { id: 'c', choices: [{ index: 0, delta: { role: 'assistant', content: 'jane@ma' } }] },
    { id: 'c', choices: [{ index: 0, delta: { content: 'il.example' } }] },
    { id: 'c', choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] },
  ]);
  expect(said).toEqual({ 'choices.0.delta.content': 'jane@mail.example', 'choices.0.finish_reason': 'stop' });
});

it('keeps apart what typed events say', () => {
  const said = words([
    { type: 'content_block_delta', delta: { type: 'text_delta', text: 'Hel' } },
    { type: 'content_block_delta', delta: { type: 'text_delta', text: 'lo' } },
    { type: 'content_block_delta', delta: { type: 'input_json_delta', partial_json: '{}' } },
    { type: 'message_delta', delta: { stop_reason: 'end_turn' } },
  ]);
  expect(said).toEqual({
    'content_block_delta delta.text': 'Hello',
    'content_block_delta delta.partial_json': '{}',
    'message_delta delta.stop_reason': 'end_turn',
  });
});

it('reads lines of JSON, and leaves alone what is none', () => {
  expect(
    streamWords('{"message":{"content":"a"}}\n{"message":{"content":"b"}}\n: keep-alive\n\ndata: [DONE]\n{"mess'),
  ).toBe('{"message.content":"ab"}');
});
