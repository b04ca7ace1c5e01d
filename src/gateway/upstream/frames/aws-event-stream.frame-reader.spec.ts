import { crc32 } from 'node:zlib';
import { EventStreamCodec } from '@smithy/eventstream-codec';
import { describe, expect, test } from 'vitest';
import { AwsEventStreamFrameReader } from './aws-event-stream.frame-reader.js';

const codec = new EventStreamCodec(
  (bytes) => Buffer.from(bytes as Uint8Array).toString(),
  (text) => Buffer.from(text),
);

function message(headers: Record<string, string>, body: string): Buffer {
  const typed = Object.entries(headers).map(([name, value]) => [name, { type: 'string', value }] as const);
  return Buffer.from(codec.encode({ headers: Object.fromEntries(typed), body: Buffer.from(body) }));
}

const event = (type: string, body: string) => message({ ':message-type': 'event', ':event-type': type }, body);
const reader = (maxFrameLength = 1024) => new AwsEventStreamFrameReader({ provider: 'aws', maxFrameLength });

const HELLO = event('contentBlockDelta', '{"text":"Grüße 🌍"}');
const FRAME = { event: 'contentBlockDelta', data: '{"text":"Grüße 🌍"}' };

describe('messages', () => {
  test('are read several from one chunk', () => {
    expect(reader().push(Buffer.concat([HELLO, HELLO, HELLO]))).toEqual([FRAME, FRAME, FRAME]);
  });

  test('are read byte by byte', () => {
    const slow = reader();
    const bytes = Buffer.concat([HELLO, HELLO]);
    expect([...bytes.keys()].flatMap((at) => slow.push(bytes.subarray(at, at + 1)))).toEqual([FRAME, FRAME]);
    expect(slow.end()).toEqual([]);
  });

  test('without a payload have an empty one', () => {
    expect(reader().push(event('messageStop', ''))).toEqual([{ event: 'messageStop', data: '' }]);
  });

  test('that were cut off are none', () => {
    const cut = reader();
    expect(cut.push(HELLO.subarray(0, HELLO.length - 1))).toEqual([]);
    expect(cut.end()).toEqual([]);
  });
});

test('a modelled exception is told by its type', () => {
  const bytes = message({ ':message-type': 'exception', ':exception-type': 'throttlingException' }, '{"message":"x"}');
  expect(reader().push(bytes)).toEqual([{ event: 'exception:throttlingException', data: '{"message":"x"}' }]);
});

test('any other error is told by its code', () => {
  const headers = { ':message-type': 'error', ':error-code': 'InternalError', ':error-message': 'Broken.' };
  expect(reader().push(message(headers, ''))).toEqual([
    { event: 'exception:InternalError', data: '{"message":"Broken."}' },
  ]);
});

test('headers of every type are passed over, and none is taken for those of another message', () => {
  const typed = codec.encode({
    headers: {
      yes: { type: 'boolean', value: true },
      no: { type: 'boolean', value: false },
      byte: { type: 'byte', value: 1 },
      short: { type: 'short', value: 2 },
      integer: { type: 'integer', value: 3 },
      binary: { type: 'binary', value: Buffer.from('bytes') },
      time: { type: 'timestamp', value: new Date(0) },
      uuid: { type: 'uuid', value: '00000000-0000-4000-8000-000000000000' },
      ':event-type': { type: 'string', value: 'größer' },
    },
    body: Buffer.from('{}'),
  });
  const frames = reader().push(Buffer.concat([HELLO, typed, event('messageStop', '{}'), HELLO]));
  expect(frames).toEqual([FRAME, { event: 'größer', data: '{}' }, { event: 'messageStop', data: '{}' }, FRAME]);
});

/** With sums that are right, so that only what stands between them is wrong. */
function summed(bytes: Buffer): Buffer {
  bytes.writeUInt32BE(crc32(bytes.subarray(0, 8)), 8);
  bytes.writeUInt32BE(crc32(bytes.subarray(0, bytes.length - 4)), bytes.length - 4);
  return bytes;
}

test.each([
  ['headers longer than the message', (bytes: Buffer) => bytes.writeUInt32BE(500, 4)],
  ['a header longer than the headers', (bytes: Buffer) => bytes.writeUInt32BE(20, 4)],
  ['a header of no known type', (bytes: Buffer) => bytes.writeUInt8(99, 12 + 1 + ':message-type'.length)],
])('is refused in spite of its sums: %s', (_, damage) => {
  const bytes = Buffer.from(HELLO);
  damage(bytes);
  expect(() => reader().push(summed(bytes))).toThrow(expect.objectContaining({ code: 'provider_invalid_response' }));
});

describe('what is no event stream', () => {
  const refusal = expect.objectContaining({ code: 'provider_invalid_response' }) as Error;

  test.each([
    ['a payload that was changed', Buffer.from(HELLO).fill(0x20, HELLO.length - 8, HELLO.length - 6)],
    ['a prelude that was changed', Buffer.from(HELLO).fill(0xff, 8, 9)],
    ['a page', Buffer.from('<html>503</html>')],
    ['JSON', Buffer.from('{"message":"x"}')],
    ['a length of nothing', Buffer.alloc(16)],
  ])('is refused: %s', (_, bytes) => {
    expect(() => reader().push(bytes)).toThrow(refusal);
  });

  test('is refused: a message that is too long, before it has come', () => {
    const long = event('contentBlockDelta', 'x'.repeat(2000));
    expect(() => reader(1024).push(long.subarray(0, 4))).toThrow(refusal);
    expect(reader(4096).push(long)).toHaveLength(1);
  });
});
