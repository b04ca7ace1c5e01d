import { expect, it } from 'vitest';
import type { PartEvent } from './part.queue.js';
import { LONGEST_QUEUE, PartQueue } from './part.queue.js';

const begin = (part: number): PartEvent => ({ type: 'part-start', choice: 0, part, content: { kind: 'text' } });
const delta = (part: number, text: string): PartEvent => ({ type: 'part-delta', choice: 0, part, text });
const end = (part: number): PartEvent => ({ type: 'part-end', choice: 0, part });

it('the first part passes, the others wait their turn', () => {
  const queue = new PartQueue('m');
  expect(queue.accept(begin(0))).toEqual([begin(0)]);
  for (const event of [begin(1), delta(1, 'a'), begin(2), delta(1, 'b'), end(1), delta(2, 'c')]) {
    expect(queue.accept(event)).toEqual([]);
  }
  expect(queue.accept(delta(0, 'x'))).toEqual([delta(0, 'x')]);
  expect(queue.accept(end(0))).toEqual([end(0), begin(1), delta(1, 'ab'), end(1), begin(2), delta(2, 'c')]);
  expect(queue.accept(delta(2, 'd'))).toEqual([delta(2, 'd')]);
});

it('does not wait for ever: too much in parallel is an error', () => {
  const queue = new PartQueue('m');
  for (const event of [begin(0), begin(1), begin(2)]) queue.accept(event);
  const half = 'x'.repeat(LONGEST_QUEUE / 2);
  queue.accept(delta(1, half));
  queue.accept(delta(2, half));
  expect(() => queue.accept(delta(1, 'x'))).toThrow(expect.objectContaining({ code: 'provider_invalid_response' }));
});

it('what has gone out does not count any more', () => {
  const queue = new PartQueue('m');
  const most = 'x'.repeat(LONGEST_QUEUE);
  for (let part = 1; part < 4; part += 1) {
    if (part === 1) queue.accept(begin(0));
    queue.accept(begin(part));
    queue.accept(delta(part, most));
    expect(queue.accept(end(part - 1))).toHaveLength(3);
  }
});
