import type { WireFrame } from '../../protocols/codec.js';

/** Raw bytes to frames, as they come. Stateful, one per attempt; throws `provider_invalid_response` on endless frames. */
export interface FrameReader {
  push(chunk: Buffer): WireFrame[];
  /** The body has ended: what was left of it. */
  end(): WireFrame[];
}
