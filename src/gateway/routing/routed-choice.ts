import type { TargetChooser } from '../providers/target-choice.js';
import type { DecisionTrace } from './decision-trace.js';

/** Where a request goes, and why. */
export interface RoutedChoice extends TargetChooser {
  /** `null` for a model that no route names: there was nothing to decide. */
  readonly trace: DecisionTrace | null;
}
