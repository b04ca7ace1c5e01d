import { assertNever } from '../../../kernel/assert-never.js';
import type { FeatureLoss } from '../canonical/loss.js';
import type { Reasoning, ReasoningEffort } from '../canonical/request.js';

type Think = boolean | 'low' | 'medium' | 'high' | 'max';

/** `think` is true, false or a level; a level is understood by every thinking model as "true" at least. */
export function encodeThink(reasoning: Reasoning | undefined): { value?: Think; losses: FeatureLoss[] } {
  if (reasoning?.effort === undefined) {
    return { value: reasoning?.budgetTokens === undefined ? undefined : reasoning.budgetTokens > 0, losses: [] };
  }
  const value = levelOf(reasoning.effort);
  if (value === false || value === reasoning.effort) return { value, losses: [] };
  const reason = `Ollama has no effort "${reasoning.effort}"; "${value}" is sent instead`;
  return { value, losses: [{ feature: 'reasoning-effort', disposition: 'adjusted', reason }] };
}

function levelOf(effort: ReasoningEffort): Exclude<Think, true> {
  switch (effort) {
    case 'none':
      return false;
    case 'minimal':
      return 'low';
    case 'low':
    case 'medium':
    case 'high':
    case 'max':
      return effort;
    case 'xhigh':
      return 'high';
    default:
      return assertNever(effort);
  }
}
