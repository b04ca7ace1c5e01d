import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import { GatewayError } from '../../kernel/errors.js';
import type { GatewaySnapshot } from '../../state/gateway-snapshot.js';
import { SnapshotHolder } from '../../state/snapshot.holder.js';
import { PROVIDER_HINTS } from '../providers/environment.js';
import type { Target } from '../providers/provider.js';
import type { AttemptPolicy, ChosenTarget, TargetChooser } from '../providers/target-choice.js';

/** Client-invented names must not grow the memory; a real fleet uses far fewer. */
const REMEMBERED_MODELS = 1000;

/** A model's targets in the order in which they are tried. */
export type RoutePlan = readonly Target[];

/**
 * Model name -> targets: `provider/model` where the first part names a provider, else the longest prefix rule, else the
 * default provider.
 */
@Injectable()
export class ModelRouter {
  #snapshot: GatewaySnapshot | null = null;
  readonly #plans = new Map<string, RoutePlan>();

  readonly #policy: AttemptPolicy;

  constructor(
    private readonly state: SnapshotHolder,
    @Inject(CONFIG) { upstream }: Pick<Config, 'upstream'>,
  ) {
    const { connectTimeoutMs, firstByteTimeoutMs, idleTimeoutMs } = upstream;
    this.#policy = {
      retry: { attempts: 2, backoffMs: 200, longestWaitMs: 5000 },
      timeouts: { connectMs: connectTimeoutMs, firstTokenMs: firstByteTimeoutMs, idleMs: idleTimeoutMs, totalMs: null },
      hedge: null,
    };
  }

  /** Throws as `resolve` does. */
  choose(model: string): TargetChooser {
    const waiting = this.resolve(model).map(unobserved);
    return {
      policy: this.#policy,
      shadow: null,
      next: () => waiting.shift() ?? null,
      hasNext: () => waiting.length > 0,
    };
  }

  /** Throws GatewayError('model_not_found') saying what to set so that it would be found. */
  resolve(model: string): RoutePlan {
    const snapshot = this.state.current;
    if (this.#snapshot !== snapshot) {
      this.#plans.clear();
      this.#snapshot = snapshot;
    }
    let plan = this.#plans.get(model);
    if (plan === undefined) {
      plan = resolveModel(snapshot, model);
      if (this.#plans.size >= REMEMBERED_MODELS) this.#plans.clear();
      this.#plans.set(model, plan);
    }
    return plan;
  }
}

function unobserved(target: Target): ChosenTarget {
  return { target, committed() {}, failed() {}, released() {} };
}

export function resolveModel(snapshot: GatewaySnapshot, model: string): RoutePlan {
  const slash = model.indexOf('/');
  const named = slash > 0 ? snapshot.providers.get(model.slice(0, slash)) : undefined;
  if (named !== undefined && slash + 1 < model.length) return [{ instance: named, model: model.slice(slash + 1) }];

  const rules = snapshot.prefixes.filter(([prefix]) => model.startsWith(prefix));
  const rule = rules.find(([, provider]) => snapshot.providers.has(provider)) ?? rules[0];
  const name = rule?.[1] ?? snapshot.defaultProvider;
  const instance = snapshot.providers.get(name) ?? fallbackFor(snapshot, rule !== undefined);
  if (instance !== undefined) return [{ instance, model }];
  throw new GatewayError('model_not_found', { model, param: 'model', reason: whyNot(snapshot, name, rule?.[0]) });
}

/** A model of a vendor that is not set up may still be served by the default provider (Ollama's `gpt-oss`). */
function fallbackFor(snapshot: GatewaySnapshot, claimedByRule: boolean): ReturnType<typeof snapshot.providers.get> {
  return claimedByRule ? snapshot.providers.get(snapshot.defaultProvider) : undefined;
}

function whyNot(snapshot: GatewaySnapshot, provider: string, prefix: string | undefined): string {
  const because =
    prefix === undefined
      ? `it would go to the default provider "${provider}", which is not configured`
      : `names that begin with "${prefix}" belong to the provider "${provider}", which is not configured`;
  const hint = PROVIDER_HINTS[provider] ?? `configure a provider named "${provider}"`;
  const names = [...snapshot.providers.keys()].join(', ') || 'none';
  return `${because} (configured: ${names}). To serve it, ${hint}, or ask for "provider/model".`;
}
