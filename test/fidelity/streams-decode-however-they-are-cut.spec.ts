import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CODECS } from '../../src/gateway/protocols/index.ts';
import type { ProtocolCodec } from '../../src/gateway/protocols/codec.ts';
import { decodeStream } from './decode-stream.ts';
import { streamFixtures } from './fixtures.ts';
import { chatRecordings, ollamaRecordings, recordingsAreHere } from './recordings.ts';

function expectSameEventsForAnySplit(codec: ProtocolCodec, bytes: Buffer, numRuns: number): void {
  const whole = decodeStream(codec, bytes);
  fc.assert(
    fc.property(fc.array(fc.nat(bytes.length), { maxLength: 40 }), (cuts) => {
      expect(decodeStream(codec, bytes, cuts)).toEqual(whole);
    }),
    { numRuns },
  );
}

describe.each(Object.values(CODECS))('$dialect', (codec) => {
  test.each(streamFixtures(codec.dialect))('$name', ({ content }) => {
    expectSameEventsForAnySplit(codec, content, 100);
    expect(decodeStream(codec, content, [...content.keys()])).toEqual(decodeStream(codec, content));
  });
});

describe.skipIf(!recordingsAreHere)('recorded streams', () => {
  const streams = [
    ...chatRecordings().map((recording) => ({ ...recording, codec: CODECS['openai-chat'] })),
    ...ollamaRecordings().map((recording) => ({ ...recording, codec: CODECS['ollama-chat'] })),
  ].filter((recording) => recording.stream !== null);

  test('are here', () => {
    expect(streams.length).toBeGreaterThan(0);
  });

  test.each(streams)('$name', ({ codec, stream }) => {
    expectSameEventsForAnySplit(codec, stream ?? Buffer.alloc(0), 10);
  });
});
