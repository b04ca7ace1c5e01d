import { expect, it } from 'vitest';
import { collectBody, ExchangeAborted } from './exchange.js';
import { InProcessExchange } from './in-process.exchange.js';

const answering = (chunks: Iterable<string>) =>
  new InProcessExchange({ status: 200, contentType: 'text/event-stream', chunks });

it('delivers all chunks, then the end', async () => {
  const exchange = answering(['one ', 'two ', 'three']);
  expect((await exchange.head).status).toBe(200);
  expect((await collectBody(exchange, 100)).toString()).toBe('one two three');
});

it('an answer that throws is an error of the call, not of the process', async () => {
  function* broken(): Generator<string> {
    yield 'one';
    throw new Error('out of words');
  }
  await expect(collectBody(answering(broken()), 100)).rejects.toThrow('out of words');
});

it('an abort is reported to the sink and ends the generator', async () => {
  let isEnded = false;
  function* endless(): Generator<string> {
    try {
      for (;;) yield 'more';
    } finally {
      isEnded = true;
    }
  }
  const exchange = answering(endless());
  const error = await new Promise<Error>((resolve) => {
    exchange.attach({ data: () => exchange.abort(), end: () => undefined, error: resolve });
  });
  expect(error).toBeInstanceOf(ExchangeAborted);
  expect(isEnded).toBe(true);
});

it('an abort before anybody listens is told to who listens later', async () => {
  const exchange = answering(['one']);
  exchange.abort();
  await expect(collectBody(exchange, 100)).rejects.toBeInstanceOf(ExchangeAborted);
});

it('hands out nothing while it is paused', async () => {
  const seen: string[] = [];
  const exchange = answering(['one', 'two', 'three']);
  const ended = new Promise<void>((resolve, reject) => {
    exchange.attach({
      data(chunk) {
        seen.push(chunk.toString());
        exchange.pause();
      },
      end: resolve,
      error: reject,
    });
  });
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  for (let turns = 0; turns < 5; turns += 1) await turn();
  expect(seen).toEqual(['one']);
  for (let resumes = 0; resumes < 3; resumes += 1) {
    exchange.resume();
    await turn();
  }
  await ended;
  expect(seen).toEqual(['one', 'two', 'three']);
});
