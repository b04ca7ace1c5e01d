import { hash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { cacheSchema, type RouteDefinition } from '../../state/definition/route.definition.js';
import { SnapshotHolder } from '../../state/snapshot.holder.js';
import type { CacheMode } from './cache-mode.js';

/** What a route says of its answers. */
export interface CacheRule {
  readonly mode: CacheMode;
  readonly ttlMs: number;
  /** Requests as well whose answer may differ each time. */
  readonly anyRequest: boolean;
  /** Part of the key: a route that is changed forgets its answers. `null` for models without a route. */
  readonly route: string | null;
  /** Its targets are chosen by key or tags too, so that their answers must not be mixed. */
  readonly byKey: boolean;
  readonly byTags: boolean;
}

/** Model name -> what is cached of it. */
@Injectable()
export class CacheRules {
  readonly #rules = new WeakMap<RouteDefinition, CacheRule>();

  constructor(@Inject(SnapshotHolder) private readonly state: Pick<SnapshotHolder, 'current'>) {}

  for(model: string): CacheRule {
    const route = this.state.current.routes.get(model);
    if (route === undefined) return WITHOUT_ROUTE;
    let rule = this.#rules.get(route);
    if (rule === undefined) this.#rules.set(route, (rule = ruleOf(route)));
    return rule;
  }
}

function ruleOf(route: RouteDefinition): CacheRule {
  const conditions = route.targets.map(({ when }) => when);
  return {
    ...settingsOf(route.cache),
    route: hash('sha256', JSON.stringify(route), 'base64url'),
    byKey: conditions.some((when) => when?.keys !== undefined),
    byTags: conditions.some((when) => when?.tags !== undefined),
  };
}

function settingsOf({ mode, ttl, anyRequest }: RouteDefinition['cache']) {
  return { mode, ttlMs: ttl, anyRequest };
}

const WITHOUT_ROUTE: CacheRule = { ...settingsOf(cacheSchema.parse({})), route: null, byKey: false, byTags: false };
