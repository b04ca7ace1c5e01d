import { describe, expect, it } from 'vitest';
import { EventStreamTap } from './event-stream.tap.js';

const DONE_EVENT = 'image_generation.completed';
const frame = (event: object) => Buffer.from(`data: ${JSON.stringify(event)}\n\n`);
const usage = { input_tokens: 10, output_tokens: 20, total_tokens: 30 };
const completed = { type: DONE_EVENT, b64_json: 'A'.repeat(100_000), usage };

it('passes every byte on as it came', () => {
  const tap = new EventStreamTap([DONE_EVENT], 1);
  const frames = frame(completed);
  expect(tap.read(frames)).toBe(frames);
});

it('the last event tells the usage and that the answer is whole', () => {
  const tap = new EventStreamTap([DONE_EVENT], 1);
  tap.read(frame({ type: 'image_generation.partial_image', b64_json: 'A' }));
  expect(tap.facts).toMatchObject({ complete: false, usage: { source: 'estimated' } });
  tap.read(frame(completed));
  expect(tap.facts).toMatchObject({ complete: true, usage: { inputUncached: 10, output: 20, source: 'provider' } });
});

it('of several pictures the last one counts', () => {
  const tap = new EventStreamTap([DONE_EVENT], 2);
  tap.read(frame(completed));
  expect(tap.facts.complete).toBe(false);
  tap.read(frame(completed));
  expect(tap.facts.complete).toBe(true);
});

it('text that only speaks of the event is not the event', () => {
  const tap = new EventStreamTap(['transcript.text.done'], 1);
  tap.read(frame({ type: 'transcript.text.delta', delta: '"type":"transcript.text.done"' }));
  expect(tap.facts.complete).toBe(false);
});

it('[DONE] ends any of them', () => {
  const tap = new EventStreamTap([DONE_EVENT], 1);
  tap.read(Buffer.from('data: [DONE]\n\n'));
  expect(tap.facts).toMatchObject({ complete: true, terminated: true });
});

describe('errors', () => {
  it.for([
    ['nested', { error: { message: 'Too many cats.', code: 'x' } }],
    ['typed', { type: 'error', error: { message: 'Too many cats.' } }],
    ['flat', { type: 'error', message: 'Too many cats.' }],
    ['bare', { error: 'Too many cats.' }],
  ] as const)('%s, as the first event', ([, event]) => {
    const tap = new EventStreamTap([DONE_EVENT], 1);
    tap.read(frame(event));
    expect(tap.beganWithError).toBe(true);
    expect(tap.facts.streamError).toBe('Too many cats.');
  });

  it('in the middle, in one network read with what came before', () => {
    const tap = new EventStreamTap([DONE_EVENT], 1);
    tap.read(frame({ type: 'image_generation.partial_image' }));
    tap.read(Buffer.concat([frame({ type: 'x' }), frame({ type: 'error', message: 'Too many cats.' })]));
    expect(tap.beganWithError).toBe(false);
    expect(tap.facts).toMatchObject({ streamError: 'Too many cats.', complete: true });
  });

  it('a text that quotes the word is none', () => {
    const tap = new EventStreamTap(['transcript.text.done'], 1);
    tap.read(frame({ type: 'transcript.text.delta', delta: 'error', error: null }));
    expect(tap.facts.streamError).toBeNull();
  });
});
