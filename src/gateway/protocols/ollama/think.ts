import { assertNever } from '../../../kernel/assert-never.js';
import type { FieldReader } from '../canonical/field-reader.js';
import type { FeatureLoss } from '../canonical/loss.js';
import { effortFor } from '../canonical/reasoning-budget.js';
import type { Reasoning, ReasoningEffort } from '../canonical/request.js';

const LEVELS: readonly ReasoningEffort[] = ['low', 'medium', 'high', 'max'];

type Think = boolean | 'low' | 'medium' | 'high' | 'max';

/** `true` asks for thinking without saying how much, which other dialects call a medium effort. */
export function decodeThink(body: FieldReader): Reasoning | undefined {
  if (typeof body.peek('think') === 'string') {
    const effort = body.oneOf('think', LEVELS);
    return effort && { effort };
  }
  const think = body.boolean('think');
  if (think === undefined) return undefined;
  return { effort: think ? 'medium' : 'none' };
}

/** `think` is true, false or a level; a level is understood by every thinking model as "true" at least. */
export function encodeThink(reasoning: Reasoning | undefined): { value?: Think; losses: FeatureLoss[] } {
  const effort = effortFor(reasoning);
  if (effort === undefined) return { losses: [] };
  const value = levelOf(effort);
  if (value === false || value === effort) return { value, losses: [] };
  const reason = `Ollama has no effort "${effort}"; "${value}" is sent instead`;
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
