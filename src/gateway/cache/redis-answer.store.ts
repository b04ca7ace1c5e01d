import type { RedisBytes } from '../../redis/redis-bytes.js';
import { decodeAnswer, encodeAnswer } from './answer.codec.js';
import type { AnswerStore, StoreMeter } from './answer.store.js';
import type { KeptAnswer } from './kept-answer.js';

/** Answers that all nodes share. A Redis that is away or slow has none; how many fit is its own `maxmemory`. */
export class RedisAnswerStore implements AnswerStore {
  constructor(
    private readonly redis: RedisBytes,
    private readonly meter: Pick<StoreMeter, 'failed'>,
  ) {}

  get(key: string): KeptAnswer | null | Promise<KeptAnswer | null> {
    const reply = this.redis.read(nameOf(key));
    if (reply === null) {
      this.meter.failed();
      return null;
    }
    return reply.then(
      (bytes) => bytes && decodeAnswer(bytes),
      () => {
        this.meter.failed();
        return null;
      },
    );
  }

  put(key: string, answer: KeptAnswer, ttlMs: number): void {
    const reply = this.redis.write(nameOf(key), encodeAnswer(answer), ttlMs);
    if (reply === null) this.meter.failed();
    else reply.catch(() => this.meter.failed());
  }
}

function nameOf(key: string): string {
  return `answer:${key}`;
}
