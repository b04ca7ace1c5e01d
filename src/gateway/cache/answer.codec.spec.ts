import fc from 'fast-check';
import { expect, it } from 'vitest';
import { aKeptAnswer } from '../../../test/fakes/kept-answer.builder.js';
import { noUsage } from '../../kernel/token-usage.js';
import { decodeAnswer, encodeAnswer } from './answer.codec.js';

const blocks = fc.array(fc.uint8Array({ maxLength: 64 }).map((bytes) => Buffer.from(bytes)));
const answer = fc
  .record({
    kind: fc.constantFrom('whole' as const, 'stream' as const),
    contentType: fc.option(fc.string()),
    model: fc.string({ unit: 'binary' }),
    headers: fc.array(fc.string()),
    stopReason: fc.option(fc.string({ unit: 'grapheme' })),
    usage: fc.option(fc.constant(noUsage('provider'))),
    blocks,
  })
  .map(aKeptAnswer);

it('gives back every byte and every word', () => {
  fc.assert(
    fc.property(answer, (kept) => {
      expect(decodeAnswer(encodeAnswer(kept))).toEqual(kept);
    }),
  );
});

it('takes nothing for an answer that was cut or grew', () => {
  fc.assert(
    fc.property(answer, fc.nat(), (kept, at) => {
      const bytes = encodeAnswer(kept);
      expect(decodeAnswer(bytes.subarray(0, at % bytes.length))).toBeNull();
      expect(decodeAnswer(Buffer.concat([bytes, Buffer.from('x')]))).toBeNull();
    }),
  );
});

it('throws at no bytes at all', () => {
  fc.assert(fc.property(fc.uint8Array(), (bytes) => void decodeAnswer(Buffer.from(bytes))));
  const head = Buffer.from('{"lengths":[-1,1]}');
  const length = Buffer.alloc(4);
  length.writeUInt32BE(head.length);
  expect(decodeAnswer(Buffer.concat([length, head]))).toBeNull();
});
