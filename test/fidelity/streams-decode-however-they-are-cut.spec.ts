import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { VENDOR_CODECS } from '../../src/gateway/protocols/index.ts';
import type { VendorCodec } from '../../src/gateway/protocols/codec.ts';
import { decodeStream } from './decode-stream.ts';
import { streamFixtures } from './fixtures.ts';
import { readableRecordings, recordingsAreHere } from './recordings.ts';

function expectSameEventsForAnySplit(codec: VendorCodec, bytes: Buffer, numRuns: number): void {
  const whole = decodeStream(codec, bytes);
  fc.assert(
    fc.property(fc.array(fc.nat(bytes.length), { maxLength: 40 }), (cuts) => {
      expect(decodeStream(codec, bytes, cuts)).toEqual(whole);
    }),
    { numRuns },
  );
}

describe.each(Object.values(VENDOR_CODECS))('$dialect', (codec) => {
  test.each(streamFixtures(codec.dialect))('$name', ({ content }) => {
    expectSameEventsForAnySplit(codec, content, 100);
    expect(decodeStream(codec, content, [...content.keys()])).toEqual(decodeStream(codec, content));
  });
});

describe.skipIf(!recordingsAreHere)('recorded streams', () => {
  const streams = readableRecordings().filter(({ stream }) => stream !== null);

  test('are here', () => {
    expect(streams.length).toBeGreaterThan(0);
  });

  test.each(streams)('$name', ({ codec, stream }) => {
    expectSameEventsForAnySplit(codec, stream ?? Buffer.alloc(0), 10);
  });
});
