import { systemClock, type Clock } from '../../kernel/clock.js';
import type { AnswerStore } from './answer.store.js';
import type { CacheAsk } from './cache-ask.js';
import { cacheKey } from './cache-key.js';
import { cacheUse } from './cache-mode.js';
import type { CacheRules } from './cache-rules.js';
import { CacheVisit, type VisitMeter } from './cache-visit.js';
import { isCacheable } from './cacheable-request.js';

export interface CacheSettings {
  /** The gateway's own version. */
  readonly version: string;
  /** The largest answer that is kept, bytes. */
  readonly answerLimitBytes: number;
}

/** Answers that were given before to the same request of the same tenant. */
export class ResponseCache {
  constructor(
    private readonly rules: Pick<CacheRules, 'for'>,
    /** `null` turns it off. */
    private readonly store: AnswerStore | null,
    private readonly meter: VisitMeter,
    private readonly settings: CacheSettings,
    private readonly clock: Clock = systemClock,
  ) {}

  /** `null` where it has no part in the request; else the question is under way. */
  visit(ask: CacheAsk): CacheVisit | null {
    if (this.store === null) return null;
    const rule = this.rules.for(ask.model);
    const use = cacheUse(rule.mode, ask.cacheWish);
    if (use === null || !isCacheable(ask, rule.anyRequest)) return null;
    const { version, answerLimitBytes: limitBytes } = this.settings;
    const place = { key: cacheKey(version, ask, rule), ttlMs: rule.ttlMs, use, limitBytes };
    return new CacheVisit(place, this.store, this.meter, this.clock);
  }
}
