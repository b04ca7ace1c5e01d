import { isSameValue } from '../../kernel/same-value.js';
import type { GatewayDefinition } from './gateway.definition.js';

/**
 * When a change of each key is in force after the file was read again: `at-once` is read from the snapshot, `at-restart`
 * from the configuration. A key without an entry does not compile.
 */
const TAKES_EFFECT = {
  providers: 'at-once',
  prices: 'at-once',
  requestLog: 'at-restart',
  routes: 'at-once',
  limits: 'at-once',
  budgets: 'at-once',
} as const satisfies Record<keyof GatewayDefinition, 'at-once' | 'at-restart'>;

/** The keys that were changed and stay as they were until the restart. */
export function waitForRestart(running: GatewayDefinition, read: GatewayDefinition): string[] {
  return Object.entries<'at-once' | 'at-restart'>(TAKES_EFFECT)
    .filter(([, when]) => when === 'at-restart')
    .map(([key]) => key as keyof GatewayDefinition)
    .filter((key) => !isSameValue(running[key], read[key]));
}
