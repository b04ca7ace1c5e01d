import type { Reasoning, ReasoningEffort } from './request.js';

/**
 * Efforts in tokens, for the way between dialects that know one and those that know the other. Google alone has published
 * such a table (https://ai.google.dev/gemini-api/docs/openai#thinking), which ends with "high"; beyond it stands the most
 * that Anthropic recommends without batching
 * (https://platform.claude.com/docs/en/build-with-claude/extended-thinking).
 */
const BUDGETS = {
  none: 0,
  minimal: 1024,
  low: 1024,
  medium: 8192,
  high: 24_576,
  xhigh: 32_000,
  max: 32_000,
} as const satisfies Record<ReasoningEffort, number>;

/** The tokens that an effort stands for. */
export function budgetOf<Effort extends ReasoningEffort>(effort: Effort): (typeof BUDGETS)[Effort] {
  return BUDGETS[effort];
}

/** The smallest effort whose tokens hold the budget; "high" beyond them, for few models know more. */
export function effortOf(budgetTokens: number): 'none' | 'low' | 'medium' | 'high' {
  if (budgetTokens <= BUDGETS.none) return 'none';
  if (budgetTokens <= BUDGETS.low) return 'low';
  return budgetTokens <= BUDGETS.medium ? 'medium' : 'high';
}

/** For dialects that know efforts only: what was said, or what the budget comes to. */
export function effortFor(reasoning: Reasoning | undefined): ReasoningEffort | undefined {
  const { effort, budgetTokens } = reasoning ?? {};
  return effort ?? (budgetTokens === undefined ? undefined : effortOf(budgetTokens));
}
