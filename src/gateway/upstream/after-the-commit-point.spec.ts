import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../../test/fakes/fake-clock.js';
import { chunk, FINISH, DONE, FIRST, translated, verbatim } from '../../../test/fakes/scripted-stream.js';
import { GatewayError } from '../../kernel/errors.js';
import { Deadlines } from './deadlines.js';
import type { FrameStream } from './frame-stream.js';
import { LONGEST_LINGERING_MS } from './stream-patience.js';

describe('after the commit point', () => {
  it('a 429 in mid-stream passes as the vendor’s error and ends the stream', () => {
    const { exchange, seen } = verbatim();
    exchange.data(FIRST);
    seen.subscribe();
    exchange.data('data: {"error":{"message":"Rate limit reached","code":429}}\n\n');
    exchange.sink.end();
    expect(seen.text).toContain('Rate limit reached');
    expect(seen).toMatchObject({ end: 'complete', wholes: 1 });
  });

  describe('a connection that stays open without a word', () => {
    const ERROR = 'data: {"error":{"message":"Rate limit reached","code":429}}\n\n';

    function open(frames: string) {
      const clock = new FakeClock();
      const deadlines = new Deadlines(clock);
      const { exchange, seen, stream } = verbatim(null, { heartbeatsMs: Infinity, deadlines });
      seen.subscribe();
      exchange.data(frames);
      const pass = (milliseconds: number) => {
        clock.advance(milliseconds);
        deadlines.sweep();
      };
      return { exchange, seen, stream, deadlines, pass };
    }

    it.each([
      ['after an answer without [DONE]', FIRST + FINISH],
      ['after the vendor’s own error', FIRST + ERROR],
    ])('is given up: %s', (_, frames) => {
      const { exchange, seen, deadlines, pass } = open(frames);
      pass(LONGEST_LINGERING_MS - 1);
      expect([exchange.isAborted, seen.end]).toEqual([false, 'open']);
      pass(1);
      expect([exchange.isAborted, seen.end, seen.wholes]).toEqual([true, 'complete', 1]);
      expect(deadlines.size).toBe(0);
    });

    it('is waited for as long as something still comes', () => {
      const { exchange, seen, deadlines, pass } = open(FIRST + FINISH);
      pass(LONGEST_LINGERING_MS - 1);
      exchange.data(chunk({ content: ' late' }));
      pass(LONGEST_LINGERING_MS - 1);
      exchange.data(DONE);
      expect([exchange.isAborted, seen.end]).toEqual([false, 'complete']);
      expect(deadlines.size).toBe(0);
    });

    it('is not to blame while the client does not read', () => {
      const { exchange, seen, stream, pass } = open(FIRST + FINISH);
      stream.pause();
      pass(LONGEST_LINGERING_MS);
      expect([exchange.isAborted, seen.end]).toEqual([false, 'open']);
      stream.resume();
      pass(LONGEST_LINGERING_MS);
      expect([exchange.isAborted, seen.end]).toEqual([true, 'complete']);
    });

    it('holds no deadline once the client has left', () => {
      const { stream, deadlines } = open(FIRST + FINISH);
      stream.interrupt(new GatewayError('client_closed'));
      expect(deadlines.size).toBe(0);
    });
  });

  it('heartbeats for ever after an answer without [DONE] end it', () => {
    const { exchange, seen } = verbatim();
    seen.subscribe();
    exchange.data(FIRST + FINISH);
    for (let beat = 0; beat < 5 && !exchange.isAborted; beat += 1) exchange.data(': still here\n\n');
    expect(exchange.isAborted).toBe(true);
    expect(seen.end).toBe('complete');
  });

  it.each([
    ['comments', ': still here\n\n'],
    ['pings', 'event: ping\ndata: {"type": "ping"}\n\n'],
  ])('%s for ever in the middle of an answer end it, an hour of silent thought does not', (_, beat) => {
    const clock = new FakeClock();
    const { exchange, seen } = verbatim(null, { heartbeatsMs: 3_600_000, deadlines: new Deadlines(clock) });
    seen.subscribe();
    const anHourOfBeats = () => {
      exchange.data(beat);
      for (let minute = 1; minute <= 59; minute += 1) {
        clock.advance(60_000);
        exchange.data(beat);
      }
    };
    exchange.data(FIRST);
    anHourOfBeats();
    exchange.data(chunk({ content: ' upon' }));
    clock.advance(60_000);
    anHourOfBeats();
    expect([exchange.isAborted, seen.end]).toEqual([false, 'open']);
    clock.advance(60_000);
    exchange.data(beat);
    expect([exchange.isAborted, seen.end]).toEqual([true, 'stream_interrupted']);
  });

  it.each([
    ['verbatim', verbatim],
    ['translated', translated],
  ])('a body cut inside of a character is an error, and no broken character is passed on: %s', (name, open) => {
    const { exchange, seen } = open();
    seen.subscribe();
    const whole =
      name === 'verbatim'
        ? FIRST + chunk({ content: 'für' })
        : `${JSON.stringify({ model: 'm', message: { role: 'assistant', content: 'Once' }, done: false })}\n{"message":{"content":"für"}}\n`;
    const bytes = Buffer.from(whole);
    exchange.sink.data(bytes.subarray(0, bytes.indexOf('ü') + 1));
    exchange.sink.end();
    expect(['stream_interrupted', 'provider_invalid_response']).toContain(seen.end);
    expect(seen.text).toContain('Once');
    expect(seen.text.split('data: {"id":"chatcmpl-1"')[0]).not.toContain('\ufffd');
  });

  it.each([
    ['verbatim', verbatim],
    ['translated', translated],
  ])('a chunk of five megabytes in small reads costs no more than its bytes: %s', (name, open) => {
    const { exchange, seen } = open();
    seen.subscribe();
    const text = 'x'.repeat(5_000_000);
    const frame =
      name === 'verbatim'
        ? FIRST + chunk({ content: text })
        : `${JSON.stringify({ model: 'm', message: { role: 'assistant', content: text }, done: false })}\n`;
    const bytes = Buffer.from(frame);
    const startedAt = performance.now();
    for (let at = 0; at < bytes.length; at += 1400) exchange.sink.data(bytes.subarray(at, at + 1400));
    // Quadratic work on 3,600 reads would take minutes.
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    expect(seen.text).toContain(text);
  });
});

describe('who is told that the target is done with', () => {
  const endings = (stream: FrameStream) => {
    const told: string[] = [];
    stream.whenDone((ending) => told.push(ending));
    return told;
  };

  it.for<[string, string, (parts: ReturnType<typeof verbatim>) => void]>([
    ['answered', 'the answer is whole', ({ exchange }) => exchange.data(FINISH + DONE)],
    ['cut', 'the body ends too early', ({ exchange }) => exchange.sink.end()],
    ['cut', 'the connection breaks', ({ exchange }) => exchange.sink.error(new Error('reset'))],
    [
      'cut',
      'the vendor says an error',
      ({ exchange }) => exchange.data(`data: {"error":{"message":"No."}}\n\n${DONE}`),
    ],
    ['left', 'we interrupt it', ({ stream }) => stream.interrupt(new GatewayError('client_closed'))],
  ])('%s: %s', ([expected, , end]) => {
    const parts = verbatim();
    parts.exchange.data(FIRST);
    parts.seen.subscribe();
    const told = endings(parts.stream);
    end(parts);
    expect(told).toEqual([expected]);
    // Whoever asks later hears the same.
    expect(endings(parts.stream)).toEqual([expected]);
  });

  it('left: the client unsubscribes', () => {
    const { exchange, stream, seen } = verbatim();
    exchange.data(FIRST);
    const told = endings(stream);
    seen.subscribe().unsubscribe();
    expect(told).toEqual(['left']);
  });
});
