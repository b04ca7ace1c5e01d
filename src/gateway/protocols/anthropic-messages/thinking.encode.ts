import { assertNever } from '../../../kernel/assert-never.js';
import type { JsonObject, JsonValue } from '../../../kernel/json.js';
import type { FeatureLoss } from '../canonical/loss.js';
import { budgetOf } from '../canonical/reasoning-budget.js';
import type { CanonicalRequest, ReasoningEffort } from '../canonical/request.js';
import type { ModelRules } from './models.js';

/** https://platform.claude.com/docs/en/build-with-claude/extended-thinking */
const SMALLEST_BUDGET = 1024;
/** What is left of max_tokens for the answer itself, where the budget must be cut to fit. */
const SHARE_OF_BUDGET = 0.8;

export interface EncodedThinking {
  readonly thinking?: JsonValue;
  /** For `output_config.effort`. */
  readonly effort?: JsonValue;
  /** The gateway has chosen `thinking`, so it must also keep to what goes with it. */
  readonly chosen: boolean;
  readonly losses: readonly FeatureLoss[];
}

const NOTHING: EncodedThinking = { chosen: false, losses: [] };

/** How the wanted reasoning is said to this model. A client of this dialect has said it itself. */
export function encodeThinking(request: CanonicalRequest, rules: ModelRules, maxTokens: number): EncodedThinking {
  const own = request.extensions?.['anthropic-messages'];
  if (own?.['thinking'] !== undefined || own?.['effort'] !== undefined) {
    return { ...NOTHING, thinking: own['thinking'], effort: own['effort'] };
  }
  const { effort, budgetTokens } = request.reasoning ?? {};
  if (effort === 'none' || (effort === undefined && budgetTokens === 0)) return switchedOff(rules);
  if (effort === undefined && budgetTokens === undefined) return NOTHING;
  const forced = request.toolChoice?.kind === 'required' || request.toolChoice?.kind === 'tool';
  switch (rules.thinking) {
    case 'none':
      return unavailable(effort, 'this model does not think');
    case 'budget':
      if (forced) return unavailable(effort, 'Anthropic does not think where tool_choice forces a call');
      return withBudget(effort, budgetTokens, maxTokens);
    case 'either':
    case 'adaptive':
      if (forced && rules.thinkingOff === 'disabled') {
        return unavailable(effort, 'Anthropic does not think where tool_choice forces a call');
      }
      if (rules.thinking === 'either' && effort === undefined && budgetTokens !== undefined && budgetTokens > 0) {
        return withBudget(effort, budgetTokens, maxTokens);
      }
      return adaptive(effort, budgetTokens, rules);
    default:
      return assertNever(rules.thinking);
  }
}

function switchedOff({ thinking, thinkingOff }: ModelRules): EncodedThinking {
  if (thinking === 'none') return NOTHING;
  switch (thinkingOff) {
    case 'disabled':
      return { ...NOTHING, thinking: { type: 'disabled' } };
    case 'between_tools':
      return {
        ...NOTHING,
        thinking: { type: 'between_tools' },
        losses: [adjustment('reasoning-effort', 'this model always thinks; it is told to think between tools only')],
      };
    case 'never':
      return {
        ...NOTHING,
        effort: 'low',
        losses: [adjustment('reasoning-effort', 'this model always thinks; effort "low" is sent instead')],
      };
    default:
      return assertNever(thinkingOff);
  }
}

function unavailable(effort: ReasoningEffort | undefined, reason: string): EncodedThinking {
  const feature = effort === undefined ? 'reasoning-budget' : 'reasoning-effort';
  return { ...NOTHING, losses: [{ feature, disposition: 'dropped', reason }] };
}

function withBudget(
  effort: ReasoningEffort | undefined,
  budgetTokens: number | undefined,
  maxTokens: number,
): EncodedThinking {
  if (maxTokens <= SMALLEST_BUDGET) {
    return unavailable(effort, `thinking takes ${SMALLEST_BUDGET} tokens at least, and max_tokens leaves less`);
  }
  const said = budgetTokens !== undefined && budgetTokens > 0 ? budgetTokens : undefined;
  const wanted = said ?? budgetOf(effort === undefined || effort === 'none' ? 'medium' : effort);
  const fitting = wanted < maxTokens ? wanted : Math.floor(maxTokens * SHARE_OF_BUDGET);
  const budget = Math.max(SMALLEST_BUDGET, fitting);
  const thinking: JsonObject = { type: 'enabled', budget_tokens: budget };
  if (budget === wanted) return { thinking, chosen: true, losses: [] };
  const reason = `the thinking budget must be at least ${SMALLEST_BUDGET} and less than max_tokens; ${budget} is sent`;
  const feature = said === undefined ? 'reasoning-effort' : 'reasoning-budget';
  return { thinking, chosen: true, losses: [adjustment(feature, reason)] };
}

/** The model decides how much it thinks; an effort guides it. */
function adaptive(
  effort: ReasoningEffort | undefined,
  budgetTokens: number | undefined,
  { efforts }: ModelRules,
): EncodedThinking {
  // Newer models leave the text out unless it is asked for; clients of other dialects would see no reasoning at all.
  const thinking: JsonObject = { type: 'adaptive', display: 'summarized' };
  const losses: FeatureLoss[] = [];
  if (budgetTokens !== undefined && budgetTokens > 0) {
    losses.push(adjustment('reasoning-budget', 'this model takes no token budget; it decides how much it thinks'));
  }
  if (effort === undefined) return { thinking, chosen: true, losses };
  const sent = nearestEffort(effort, efforts);
  if (sent !== effort) {
    losses.push(adjustment('reasoning-effort', `this model has no effort "${effort}"; "${sent}" is sent instead`));
  }
  return { thinking, effort: sent, chosen: true, losses };
}

function nearestEffort(effort: ReasoningEffort, known: readonly string[]): string {
  if (known.includes(effort)) return effort;
  return effort === 'xhigh' || effort === 'max' ? 'high' : 'low';
}

function adjustment(feature: 'reasoning-effort' | 'reasoning-budget', reason: string): FeatureLoss {
  return { feature, disposition: 'adjusted', reason };
}
