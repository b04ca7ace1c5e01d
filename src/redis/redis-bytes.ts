/**
 * Redis as a place for bytes, bounded as RedisConnection is. `null`, at once, when nothing was sent; a rejection when it
 * did not answer in time or refused.
 */
export interface RedisBytes {
  /** Resolves to `null` where there is nothing under this name. */
  read(key: string): Promise<Buffer | null> | null;
  write(key: string, value: Buffer, ttlMs: number): Promise<void> | null;
}
