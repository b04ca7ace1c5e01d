import type { GatewayError } from '../../../kernel/errors.js';
import type { InterruptionMode } from '../../protocols/codec.js';
import type { AnswerFacts } from '../../protocols/tap.js';

/** What a lane hands to the socket: bytes as received, or text it wrote itself. */
export type Frames = Buffer | string;

/**
 * The way of one stream from the upstream's bytes to the client's frames. Stateful, one per attempt; called once per
 * network read, never per token.
 */
export interface StreamLane {
  readonly facts: AnswerFacts;
  /** Of what passes where that is no stream of frames but something to be heard or looked at; else `null`. */
  readonly contentType: string | null;
  /** What the upstream said went wrong; nothing after it counts. Frames that came before it are still returned. */
  readonly failure: GatewayError | null;
  /** Whole frames for the client, `null` while there are none. Throws GatewayError on what is not the protocol. */
  read(chunk: Buffer): Frames | null;
  /**
   * Whether these frames, just returned, carry nothing of an answer yet, nor did any before them. Asked until it says no,
   * and only where frames may be held; an error that it finds right behind such frames becomes the `failure`.
   */
  isPreamble(frames: Frames): boolean;
  /**
   * The body has ended; what is left.
   *
   * @param isCut its connection broke after the answer was whole: what stands behind the last whole frame is no frame
   */
  end(isCut?: boolean): Frames | null;
  /**
   * The wire text that ends this stream in the client's dialect after a failure past the commit point; `null` where
   * nothing can be said in it, so that only breaking off tells.
   */
  interrupt(failure: GatewayError, mode: InterruptionMode): string | null;
}
