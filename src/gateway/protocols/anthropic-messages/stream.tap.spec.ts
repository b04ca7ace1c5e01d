import { describe, expect, it } from 'vitest';
import { MessagesTap } from './stream.tap.js';

const frame = (event: { type: string; [key: string]: unknown }) =>
  `event: ${event.type}\ndata: ${JSON.stringify(event)}   \n\n`;
const USAGE = { input_tokens: 11, cache_creation_input_tokens: 3, cache_read_input_tokens: 4, output_tokens: 1 };
const START = frame({ type: 'message_start', message: { id: 'msg_1', model: 'claude', usage: USAGE } });
const TEXT = frame({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Once' } });
const DELTA = frame({ type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 7 } });
const STOP = frame({ type: 'message_stop' });
const PING = 'event: ping\ndata: {"type": "ping"}\n\n';

function read(...reads: readonly string[]) {
  const tap = new MessagesTap();
  for (const bytes of reads) expect(tap.read(Buffer.from(bytes)).toString()).toBe(bytes);
  return tap;
}

describe('the end of an answer', () => {
  it.for<[string, string[]]>([
    ['in one read', [START + TEXT + DELTA + STOP]],
    ['each frame by itself', [START, TEXT, DELTA, STOP]],
    ['with pings between', [START + PING + TEXT, DELTA + PING + STOP + PING]],
    ['CRLF', [(START + TEXT + DELTA + STOP).replaceAll('\n', '\r\n')]],
    ['without names', [(START + TEXT + DELTA + STOP).replaceAll(/event: .*\n/g, '')]],
  ])('%s', ([, reads]) => {
    const { facts } = read(...reads);
    expect(facts).toMatchObject({ complete: true, terminated: true, stopReason: 'end_turn', streamError: null });
    expect(facts.usage).toMatchObject({
      inputUncached: 11,
      cacheWrite: 3,
      cacheRead: 4,
      output: 7,
      source: 'provider',
    });
  });

  it('is not seen in an answer that goes on, nor in a text that speaks of it', () => {
    const words = 'event: message_stop\ndata: {"type":"message_stop"}\n\n';
    const sly = frame({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: words } });
    expect(read(START, sly).facts).toMatchObject({ complete: false, terminated: false, stopReason: null });
  });
});

it('an answer that breaks off has cost its input and about what has come', () => {
  const { facts } = read(START, TEXT.repeat(100));
  expect(facts.usage).toMatchObject({ inputUncached: 11, cacheRead: 4, source: 'estimated' });
  expect(facts.usage?.output).toBeGreaterThan(50);
});

it('an error in the middle is the end, in the vendor’s own words', () => {
  const error = frame({ type: 'error', error: { type: 'overloaded_error', message: 'Überlastet.' } });
  const tap = read(START + TEXT, error);
  expect(tap.facts).toMatchObject({ complete: true, streamError: 'Überlastet.', usage: { source: 'estimated' } });
  expect(tap.beganWithError).toBe(false);
  expect(read(error).beganWithError).toBe(true);
});

it('knows the answer’s identity from its first frame', () => {
  expect(read(START).identity()).toEqual({ id: 'msg_1', model: 'claude', created: null });
  expect(read('data: {"broken\n\n').identity()).toEqual({ id: null, model: null, created: null });
});
