import { Inject, Injectable } from '@nestjs/common';
import type { Random } from '../../kernel/random.js';
import type { Target } from '../providers/provider.js';
import { SessionBindings } from './affinity/session-bindings.js';
import { chooseRoute } from './choose-route.js';
import { DirectChoice } from './direct-choice.js';
import { isRoute, RouteTable } from './route-table.js';
import type { RoutedChoice } from './routed-choice.js';
import { ROUTING_RANDOM } from './routing-sources.js';
import type { RouteQuestion } from './routes/route-question.js';

/** Model name -> targets: a route of this name, else `provider/model`, a prefix rule or the default provider. */
@Injectable()
export class ModelRouter {
  constructor(
    private readonly table: RouteTable,
    private readonly bindings: SessionBindings,
    @Inject(ROUTING_RANDOM) private readonly random: Random,
  ) {}

  /** Throws as `resolve` does; `no_target_available` where no target can serve the request. */
  choose(question: RouteQuestion): RoutedChoice {
    const resolved = this.table.find(question.model);
    if (!isRoute(resolved)) return new DirectChoice(resolved, this.table.usualPolicy);
    return chooseRoute(resolved, question, { bindings: this.bindings, random: this.random });
  }

  /** All targets of a model, whoever asks. Throws GatewayError('model_not_found') saying what would make it found. */
  resolve(model: string): readonly [Target, ...Target[]] {
    const resolved = this.table.find(model);
    if (!isRoute(resolved)) return [resolved.target];
    const [first, ...others] = resolved.targets.map(({ target }) => target);
    return [first!, ...others];
  }
}
