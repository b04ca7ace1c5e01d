import { assertNever } from '../../../kernel/assert-never.js';
import type { VendorFraming } from '../../protocols/dialect.js';
import { AwsEventStreamFrameReader } from './aws-event-stream.frame-reader.js';
import type { FrameReader } from './frame-reader.js';
import { DEFAULT_MAX_FRAME_LENGTH, type FrameLimits } from './line.splitter.js';
import { NdjsonFrameReader } from './ndjson.frame-reader.js';
import { SseFrameReader } from './sse.frame-reader.js';

/** The reader for a dialect's framing. */
export function createFrameReader(framing: VendorFraming, provider: string): FrameReader {
  const limits: FrameLimits = { provider, maxFrameLength: DEFAULT_MAX_FRAME_LENGTH };
  switch (framing) {
    case 'sse':
      return new SseFrameReader(limits);
    case 'ndjson':
      return new NdjsonFrameReader(limits);
    case 'aws-event-stream':
      return new AwsEventStreamFrameReader(limits);
    default:
      return assertNever(framing);
  }
}
