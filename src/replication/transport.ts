/** Carries messages between nodes. May lose, repeat and reorder them. */
export interface Transport {
  start(receiver: TransportReceiver): Promise<void>;
  stop(): void;
  isUp(): boolean;
  /**
   * @param to a node, or `null` for all others
   * Resolves when the message is on its way, rejects when it is lost.
   */
  send(to: string | null, message: string): Promise<void>;
}

export interface TransportReceiver {
  received(message: string): void;
  /** From now on messages get through; what was sent before may not have. */
  connected(): void;
}
