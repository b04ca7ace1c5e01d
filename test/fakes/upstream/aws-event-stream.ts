import { EventStreamCodec } from '@smithy/eventstream-codec';

const codec = new EventStreamCodec(
  (bytes) => Buffer.from(bytes as Uint8Array).toString(),
  (text) => Buffer.from(text),
);

/** An event of a vendor that frames its streams as AWS does. */
export interface AwsEvent {
  /** `contentBlockDelta`; for exceptions `throttlingException`. */
  readonly type: string;
  readonly payload: object;
}

/** One binary message of an AWS event stream, checksums included. */
export function awsMessage({ type, payload }: AwsEvent): Buffer {
  const kind = type.endsWith('Exception') ? 'exception' : 'event';
  const text = (value: string) => ({ type: 'string' as const, value });
  const message = codec.encode({
    headers: {
      [`:${kind}-type`]: text(type),
      ':content-type': text('application/json'),
      ':message-type': text(kind),
    },
    body: Buffer.from(JSON.stringify(payload)),
  });
  return Buffer.from(message);
}
