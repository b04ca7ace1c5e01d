import { UNLIMITED } from '../../src/kernel/limits.ts';
import type { CacheAsk } from '../../src/gateway/cache/cache-ask.js';
import type { JsonObject } from '../../src/kernel/json.js';

const BODY: JsonObject = { model: 'gpt-fake', messages: [{ role: 'user', content: 'Hi.' }], temperature: 0 };

/** A chat request that may be cached, and asks for it; a test names what it is about. */
export function aCacheAsk({ body = BODY, ...other }: Partial<CacheAsk> = {}): CacheAsk {
  return {
    dialect: 'openai-chat',
    principal: {
      keyId: 'key-1',
      keyPrefix: 'aig_key1',
      userId: 'alice',
      role: 'member',
      team: null,
      limits: { key: UNLIMITED, team: UNLIMITED },
    },
    rawBody: Buffer.from(JSON.stringify(body)),
    body,
    model: 'gpt-fake',
    stream: false,
    tags: [],
    strict: false,
    interruption: 'finish',
    protocolHeaders: [],
    cacheWish: 'read-write',
    ...other,
  };
}
