import type { RouteDefinition } from '../../state/definition/route.definition.js';
import type { TargetChooser } from '../providers/target-choice.js';
import type { DecisionTrace } from './decision-trace.js';

/** What a route says of requests beside where they go. */
export type RouteRules = Pick<RouteDefinition, 'strict' | 'streamError'>;

/** Where a request goes, and why. */
export interface RoutedChoice extends TargetChooser {
  /** `null` for a model that no route names: there was nothing to decide. */
  readonly trace: DecisionTrace | null;
  readonly rules: RouteRules;
}
