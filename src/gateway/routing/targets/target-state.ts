import type { Clock } from '../../../kernel/clock.js';
import { type HealthListener, TargetHealth } from './target-health.js';
import { TargetLoad } from './target-load.js';

/** Who is told what happens to a target. */
export interface TargetListener extends HealthListener {
  loadChanged(): void;
  isProviderUnhealthy(): boolean;
}

/** What this node knows of one target, whichever routes lead to it. */
export class TargetState {
  readonly load: TargetLoad;
  readonly health: TargetHealth;

  constructor(
    readonly provider: string,
    readonly model: string,
    clock: Clock,
    listener: TargetListener,
  ) {
    this.load = new TargetLoad(clock, listener.loadChanged);
    this.health = new TargetHealth(clock, listener, listener.isProviderUnhealthy);
  }

  get key(): string {
    return targetKey(this.provider, this.model);
  }
}

/** A target's name to operators and to other nodes. Providers' names hold no slash. */
export function targetKey(provider: string, model: string): string {
  return `${provider}/${model}`;
}
