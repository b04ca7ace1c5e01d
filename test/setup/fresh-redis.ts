import { Redis } from 'ioredis';
import { inject } from 'vitest';

export interface FreshRedis {
  readonly url: string;
  /** Empties the logical database and lets others have it. */
  release(): Promise<void>;
}

/** Claims are kept in database 0, which is never handed out; a claim that a killed run left behind ends by itself. */
const CLAIM_SECONDS = 900;

/** A logical database that nobody else uses, empty. Whoever takes one releases it, in `afterAll`. */
export async function freshRedis(serverUrl: string = inject('redisUrl')): Promise<FreshRedis> {
  const claims = new Redis(serverUrl, { db: 0 });
  try {
    const [, count] = (await claims.config('GET', 'databases')) as [string, string];
    for (let db = 1; db < Number(count); db++) {
      if ((await claims.set(claim(db), process.pid, 'EX', CLAIM_SECONDS, 'NX')) === null) continue;
      await emptied(serverUrl, db);
      const url = new URL(serverUrl);
      url.pathname = `/${db}`;
      return { url: url.href, release: () => release(serverUrl, db) };
    }
  } finally {
    claims.disconnect();
  }
  throw new Error('Every logical database of the test Redis is in use; start it with more: --databases 512');
}

async function release(serverUrl: string, db: number): Promise<void> {
  await emptied(serverUrl, db);
  const claims = new Redis(serverUrl, { db: 0 });
  await claims.del(claim(db));
  claims.disconnect();
}

async function emptied(serverUrl: string, db: number): Promise<void> {
  const client = new Redis(serverUrl, { db });
  await client.flushdb();
  client.disconnect();
}

const claim = (db: number) => `ai-gateway-test:claim:${db}`;
