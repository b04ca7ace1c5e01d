import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RequestLog } from './request-log.js';

const contents = (log: RequestLog) => Array.from({ length: log.length }, (_, index) => log.at(index));

test('holds what a plain list would hold, through growing, wrapping and shrinking', () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant('push' as const), count: fc.integer({ min: 1, max: 40 }) }),
    fc.record({ kind: fc.constant('drop' as const), count: fc.integer({ min: 0, max: 40 }) }),
    fc.record({ kind: fc.constant('shrink' as const), count: fc.constant(0) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const log = new RequestLog();
      let model: number[] = [];
      let time = 0;
      for (const { kind, count } of steps) {
        if (kind === 'push') {
          for (let pushed = 0; pushed < count; pushed++) {
            log.push(++time);
            model.push(time);
          }
        } else if (kind === 'drop') {
          const until = time - count;
          log.dropUntil(until);
          model = model.filter((kept) => kept > until);
        } else {
          log.shrink();
        }
        expect(contents(log)).toEqual(model);
      }
    }),
  );
});
