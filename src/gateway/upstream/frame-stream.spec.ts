import { describe, expect, it } from 'vitest';
import {
  chunk,
  DONE,
  FINISH,
  FIRST,
  type ScriptedExchange,
  translated,
  VENDOR_KEY,
  verbatim,
} from '../../../test/fakes/scripted-stream.js';
import { GatewayError } from '../../kernel/errors.js';
import { estimateUsage } from '../usage/estimate.js';

describe('the commit point', () => {
  it('is the first frame, however it is cut', async () => {
    const { exchange, stream } = verbatim();
    exchange.data(FIRST.slice(0, 20));
    exchange.data(FIRST.slice(20));
    await expect(stream.committed).resolves.toBeUndefined();
  });

  it.for<[string, string, string]>([
    ['an empty body', '', 'stream_interrupted'],
    ['comments alone', ': working\n\n', 'stream_interrupted'],
    ['a page', '<html>\n\n<body>Not here</body></html>', 'provider_invalid_response'],
    ['a whole answer', '{"choices":[{"index":0,"finish_reason":"stop"}]}', 'provider_invalid_response'],
    ['an error event', 'data: {"error":{"message":"Overloaded."}}\n\n', 'provider_error'],
    ['an error without a frame', '{"error":{"message":"Overloaded."}}', 'provider_error'],
  ])('is never reached by %s', async ([, body, code]) => {
    const { exchange, stream } = verbatim();
    exchange.data(body);
    if (!exchange.isAborted) exchange.sink.end();
    await expect(stream.committed).rejects.toMatchObject({ code });
  });

  it('is never reached by a connection that breaks', async () => {
    const { exchange, stream } = verbatim();
    exchange.data(FIRST.slice(0, 20));
    exchange.sink.error(new Error('reset'));
    await expect(stream.committed).rejects.toMatchObject({ code: 'provider_unreachable' });
  });
});

describe('what comes before the client subscribes', () => {
  it('is kept: frames, end and wholeness', () => {
    const { exchange, seen } = verbatim();
    exchange.data(FIRST + FINISH + DONE);
    exchange.sink.end();
    expect(seen.wholes).toBe(0);
    seen.subscribe();
    expect(seen).toMatchObject({ text: FIRST + FINISH + DONE, end: 'complete', wholes: 1 });
  });

  it('is kept: frames and failure', () => {
    const { exchange, seen } = verbatim();
    exchange.data(FIRST);
    exchange.sink.error(new Error('reset'));
    seen.subscribe();
    expect(seen).toMatchObject({ text: FIRST, end: 'stream_interrupted', wholes: 0 });
  });
});

describe('the end', () => {
  it('comes with [DONE]: what follows is read to free the connection, and not passed on', () => {
    const { exchange, seen } = verbatim();
    exchange.data(FIRST);
    seen.subscribe();
    exchange.data(FINISH + DONE);
    exchange.data(': trailing\n\n');
    exchange.sink.end();
    expect(seen).toMatchObject({ text: FIRST + FINISH + DONE, end: 'complete', wholes: 1 });
    expect(exchange.isAborted).toBe(false);
  });

  it('an upstream that goes on for ever after [DONE] is cut off', () => {
    const { exchange, seen } = verbatim();
    seen.subscribe();
    exchange.data(FIRST + FINISH + DONE);
    exchange.data('x'.repeat(100_000));
    expect(exchange.isAborted).toBe(true);
    expect(seen.end).toBe('complete');
  });

  it('resumes what the last frame had paused', () => {
    const { exchange, stream } = verbatim();
    stream.frames.subscribe(() => stream.pause());
    exchange.data(FIRST + DONE);
    expect(exchange.isPaused).toBe(false);
  });

  it.for([
    ['the body ends', (exchange: ScriptedExchange) => exchange.sink.end()],
    ['the connection is reset', (exchange: ScriptedExchange) => exchange.sink.error(new Error('reset'))],
  ] as const)('a finish reason without [DONE] is a whole answer: %s', ([, end]) => {
    const { exchange, seen } = verbatim();
    seen.subscribe();
    exchange.data(FIRST + FINISH);
    end(exchange);
    expect(seen).toMatchObject({ text: FIRST + FINISH, end: 'complete' });
  });

  it('an answer that is whole when the connection is reset is told as whole, without the half of a frame', () => {
    const { exchange, seen } = verbatim();
    seen.subscribe();
    exchange.data(`${FIRST}${FINISH}data: {"choices":[],"us`);
    exchange.sink.error(new Error('reset'));
    expect(seen).toMatchObject({ text: FIRST + FINISH, end: 'complete', wholes: 1 });
  });

  it('the same answer in another dialect ends as that dialect does', () => {
    const { exchange, seen } = translated();
    seen.subscribe();
    exchange.data('{"message":{"role":"assistant","content":"Once"},"done":false}\n');
    exchange.data('{"message":{"role":"assistant","content":""},"done":true,"done_reason":"stop"}\n{"ha');
    exchange.sink.error(new Error('reset'));
    expect(seen).toMatchObject({ end: 'complete', wholes: 1 });
    expect(seen.text).toContain('"finish_reason":"stop"');
    expect(seen.text.endsWith(DONE)).toBe(true);
  });

  it('a body that ends without a finish reason was cut', () => {
    const { exchange, seen } = verbatim();
    seen.subscribe();
    exchange.data(FIRST);
    exchange.sink.end();
    expect(seen.end).toBe('stream_interrupted');
  });
});

describe('from our side', () => {
  it('an interruption ends the frames with its reason and the upstream call', () => {
    const { exchange, stream, seen } = verbatim();
    seen.subscribe();
    exchange.data(FIRST);
    stream.interrupt(new GatewayError('shutting_down'));
    expect(seen.end).toBe('shutting_down');
    expect(exchange.isAborted).toBe(true);
  });

  it('an interruption after the end changes nothing', () => {
    const { exchange, stream, seen } = verbatim();
    seen.subscribe();
    exchange.data(FIRST + DONE);
    stream.interrupt(new GatewayError('client_closed'));
    expect(seen.end).toBe('complete');
    expect(exchange.isAborted).toBe(false);
  });

  it('unsubscribing ends the upstream call', () => {
    const { exchange, seen } = verbatim();
    exchange.data(FIRST);
    seen.subscribe().unsubscribe();
    expect(exchange.isAborted).toBe(true);
  });
});

describe('what a vendor must not make us say', () => {
  it('our key in an error event', () => {
    const { exchange, seen } = verbatim();
    seen.subscribe();
    exchange.data(FIRST);
    exchange.data(`data: {"error":{"message":"Wrong key ${VENDOR_KEY} für dich"}}\n\n`);
    expect(seen.text).toContain('Wrong key [redacted] für dich');
    expect(seen.text).not.toContain(VENDOR_KEY);
  });

  it('our key in an error that begins the stream', async () => {
    const { exchange, stream } = verbatim();
    exchange.data(`data: {"error":{"message":"Wrong key ${VENDOR_KEY}"}}\n\n`);
    await expect(stream.committed).rejects.toThrow(/^Wrong key \[redacted\]$/);
  });

  it('our key in an error of another dialect', async () => {
    const { exchange, stream } = translated();
    exchange.data(`{"error":"Wrong key ${VENDOR_KEY}"}\n`);
    await expect(stream.committed).rejects.toThrow(/^Wrong key \[redacted\]$/);
  });
});

describe('a frame that is not the protocol', () => {
  it('passes in the verbatim lane: the bytes are between vendor and client', () => {
    const { exchange, seen } = verbatim();
    seen.subscribe();
    exchange.data(`${FIRST}data: {"broken\n\n${FINISH}${DONE}`);
    expect(seen).toMatchObject({ text: `${FIRST}data: {"broken\n\n${FINISH}${DONE}`, end: 'complete' });
  });

  it('ends a translated stream, after what stood before it in the same network read', () => {
    const { exchange, seen } = translated();
    seen.subscribe();
    const line = JSON.stringify({ model: 'llama-fake', message: { role: 'assistant', content: 'Once' }, done: false });
    exchange.data(`${line}\n{"broken\n`);
    expect(seen.text).toContain('"content":"Once"');
    expect(seen.end).toBe('provider_invalid_response');
    expect(exchange.isAborted).toBe(true);
  });

  it('says so as well where it is what the body ended in', () => {
    const { exchange, seen } = translated();
    seen.subscribe();
    const line = JSON.stringify({ model: 'llama-fake', message: { role: 'assistant', content: 'Once' }, done: false });
    exchange.data(`${line}\n{"broken`);
    exchange.sink.end();
    expect(seen.end).toBe('provider_invalid_response');
  });
});

it.for<[string, (stream: string) => string[]]>([
  ['in one network read', (stream) => [stream]],
  ['in one read a frame', (stream) => stream.split(/(?<=\n\n)/)],
  ['with its first frame cut', (stream) => [stream.slice(0, 10), stream.slice(10)]],
])('knows the size of a first frame, for estimates: %s', ([, cut]) => {
  const { exchange, stream, seen } = verbatim();
  seen.subscribe();
  const words = chunk({ content: 'word' });
  for (const piece of cut(FIRST + words.repeat(50) + FINISH)) exchange.data(piece);
  exchange.sink.end();
  expect(stream.firstFrameBytes).toBe(FIRST.length);
  expect(estimateUsage({ bodyBytes: 400 }, stream)).toMatchObject({ inputUncached: 100, source: 'estimated' });
  expect(estimateUsage({ bodyBytes: 400 }, stream).output).toBeGreaterThan(35);
  expect(estimateUsage({ bodyBytes: 400 }, stream).output).toBeLessThan(65);
});
