import type { Random } from '../../../kernel/random.js';
import type { PickerName } from '../../../state/definition/route.definition.js';
import { CostPicker } from './cost.picker.js';
import { LatencyPicker } from './latency.picker.js';
import { LeastLoadedPicker } from './least-loaded.picker.js';
import type { Picker } from './picker.js';
import { RoundRobinPicker } from './round-robin.picker.js';
import { WeightedPicker } from './weighted.picker.js';

/** The registry: one picker a route, for some remember. A name without a policy does not compile. */
const PICKERS = {
  'least-loaded': (random) => new LeastLoadedPicker(random),
  weighted: (random) => new WeightedPicker(random),
  'round-robin': () => new RoundRobinPicker(),
  latency: (random) => new LatencyPicker(random),
  cost: (random) => new CostPicker(random),
} satisfies Record<PickerName, (random: Random) => Picker>;

export function pickerFor(name: PickerName, random: Random): Picker {
  return PICKERS[name](random);
}
