import { hash } from 'node:crypto';
import type { CacheAsk } from './cache-ask.js';
import type { CacheRule } from './cache-rules.js';

/**
 * Everything that an answer depends on and everyone it belongs to. A list in JSON, so that no two different requests spell
 * the same key; the body goes in as its own hash, because it would have to be copied otherwise.
 *
 * @param version the gateway's: another one may translate in another way
 */
export function cacheKey(version: string, ask: CacheAsk, rule: CacheRule): string {
  const { principal } = ask;
  return sha256(
    JSON.stringify([
      version,
      principal.userId,
      principal.team?.id ?? null,
      rule.byKey ? principal.keyId : null,
      rule.byTags ? ask.tags : null,
      rule.route,
      ask.dialect,
      ask.model,
      ask.stream,
      ask.strict,
      ask.interruption,
      ask.protocolHeaders,
      sha256(ask.rawBody),
    ]),
  );
}

function sha256(data: string | Buffer): string {
  return hash('sha256', data, 'base64url');
}
