import { createHash } from 'node:crypto';

/** A Lua program that runs atomically inside Redis and answers with a flat array of integers. */
export interface RedisScript {
  readonly lua: string;
  readonly sha1: string;
}

export function defineScript(lua: string): RedisScript {
  return { lua, sha1: createHash('sha1').update(lua).digest('hex') };
}
