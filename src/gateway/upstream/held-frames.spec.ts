import { describe, expect, it, vi } from 'vitest';
import {
  chunk,
  DONE,
  FINISH,
  FIRST,
  type ScriptedExchange,
  translated,
  verbatim,
} from '../../../test/fakes/scripted-stream.js';
import type { FrameStream } from './frame-stream.js';

describe('frames that carry nothing yet', () => {
  const ROLE = chunk({ role: 'assistant', content: '' });
  const ERROR = 'data: {"error":{"message":"Overloaded."}}\n\n';
  const isCommitted = (stream: FrameStream) =>
    Promise.race([
      stream.committed.then(
        () => true,
        () => false,
      ),
      new Promise((resolve) => setImmediate(() => resolve('open'))),
    ]);

  it('commit where nobody else could answer', async () => {
    const { exchange, stream } = verbatim();
    exchange.data(ROLE);
    expect(await isCommitted(stream)).toBe(true);
  });

  it('wait for the first that does, and lose no byte', async () => {
    const onHeld = vi.fn<(held: FrameStream) => void>();
    const { exchange, stream, seen } = verbatim(onHeld);
    exchange.data(ROLE);
    exchange.data(`: working\n\n${ROLE}`);
    expect(await isCommitted(stream)).toBe('open');
    expect(onHeld.mock.calls).toEqual([[stream]]);
    exchange.data(FIRST);
    expect(await isCommitted(stream)).toBe(true);
    seen.subscribe();
    exchange.data(FINISH + DONE);
    expect(seen).toMatchObject({ text: `${ROLE}: working\n\n${ROLE}${FIRST}${FINISH}${DONE}`, end: 'complete' });
  });

  it('are not held together with one that does', async () => {
    const { exchange, stream } = verbatim(() => undefined);
    exchange.data(ROLE + FIRST);
    expect(await isCommitted(stream)).toBe(true);
  });

  it('go out when they are let go', async () => {
    const { exchange, stream, seen } = verbatim(() => undefined);
    exchange.data(ROLE);
    stream.letGo();
    expect(await isCommitted(stream)).toBe(true);
    seen.subscribe();
    expect(seen.text).toBe(ROLE);
    exchange.data(ERROR);
    expect(seen.text).toBe(ROLE + ERROR);
  });

  it('are let go only where there are some', async () => {
    const { stream } = verbatim(() => undefined);
    stream.letGo();
    expect(await isCommitted(stream)).toBe('open');
  });

  it('go out when they grow large', async () => {
    const { exchange, stream } = verbatim(() => undefined);
    for (let count = 0; count < 9 && (await isCommitted(stream)) === 'open'; count += 1) {
      exchange.data(`: ${'x'.repeat(100)}\n\n`);
      exchange.data(chunk({ role: 'a'.repeat(200_000), content: '' }));
    }
    expect(await isCommitted(stream)).toBe(true);
    expect(stream.bytes).toBeLessThan(1_400_000);
  });

  it.for<[string, (exchange: ScriptedExchange) => void, string]>([
    ['an error', (exchange) => exchange.data(ERROR), 'provider_error'],
    ['the end of the body', (exchange) => exchange.sink.end(), 'stream_interrupted'],
    ['a broken connection', (exchange) => exchange.sink.error(new Error('reset')), 'provider_unreachable'],
  ])('are never seen by anybody where %s comes next', async ([, next, code]) => {
    const { exchange, stream } = verbatim(() => undefined);
    exchange.data(ROLE);
    next(exchange);
    await expect(stream.committed).rejects.toMatchObject({ code });
  });

  it('and an error in the same read are not seen either', async () => {
    const { exchange, stream } = verbatim(() => undefined);
    exchange.data(ROLE + ERROR);
    await expect(stream.committed).rejects.toMatchObject({ code: 'provider_error', message: 'Overloaded.' });
    expect(exchange.isAborted).toBe(true);
  });

  it('an answer that ends without a word is an answer', async () => {
    const { exchange, stream, seen } = verbatim(() => undefined);
    exchange.data(ROLE);
    exchange.data(FINISH + DONE);
    expect(await isCommitted(stream)).toBe(true);
    seen.subscribe();
    expect(seen).toMatchObject({ text: ROLE + FINISH + DONE, end: 'complete', wholes: 1 });
  });

  it('the size of a first frame is the first held one’s', () => {
    const { exchange, stream } = verbatim(() => undefined);
    exchange.data(ROLE);
    exchange.data(FIRST + FIRST);
    expect(stream.firstFrameBytes).toBe(ROLE.length);
  });

  it('wait in another dialect as well', async () => {
    const line = (content: string) =>
      `${JSON.stringify({ model: 'm', message: { role: 'assistant', content }, done: false })}\n`;
    const { exchange, stream } = translated(() => undefined);
    exchange.data(line(''));
    expect(await isCommitted(stream)).toBe('open');
    exchange.data(line('Once'));
    expect(await isCommitted(stream)).toBe(true);
  });
});
