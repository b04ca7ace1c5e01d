/** Another look of the same stream: what is made of the dialect's frames on their way to the socket. One per response. */
export interface StreamFace {
  readonly contentType: string;
  /** What says "still there" without saying anything. */
  readonly keepAlive: string;
  /** @param frames whole ones, as the dialect writes them */
  show(frames: Buffer | string): string;
  /** What ends the stream. */
  end(): string;
}
