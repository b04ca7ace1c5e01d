import { createFrameReader } from '../../src/gateway/upstream/frames/index.ts';
import type { CanonicalEvent } from '../../src/gateway/protocols/canonical/event.ts';
import type { DecoderContext, VendorCodec, WireFrame } from '../../src/gateway/protocols/codec.ts';

export const DECODER_CONTEXT: DecoderContext = { provider: 'test', answerId: 'answer' };

/** The events of a stream whose bytes come cut at the given places. */
export function decodeStream(codec: VendorCodec, bytes: Buffer, cuts: readonly number[] = []): CanonicalEvent[] {
  const decoder = codec.createStreamDecoder(DECODER_CONTEXT);
  const frames = readFrames(codec, bytes, cuts);
  return [...frames.flatMap((frame) => decoder.decode(frame)), ...decoder.end()];
}

export function readFrames(codec: VendorCodec, bytes: Buffer, cuts: readonly number[] = []): WireFrame[] {
  const reader = createFrameReader(codec.framing, 'test');
  const places = [0, ...cuts.toSorted((one, other) => one - other), bytes.length];
  const frames = places.slice(1).flatMap((end, index) => reader.push(bytes.subarray(places[index], end)));
  return [...frames, ...reader.end()];
}
