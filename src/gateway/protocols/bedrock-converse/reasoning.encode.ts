import { assertNever } from '../../../kernel/assert-never.js';
import type { JsonObject } from '../../../kernel/json.js';
import type { Feature } from '../canonical/feature.js';
import type { FeatureLoss } from '../canonical/loss.js';
import { budgetOf, effortFor } from '../canonical/reasoning-budget.js';
import type { CanonicalRequest, Reasoning } from '../canonical/request.js';
import { claudeThinking, familyOf } from './model-family.js';

export interface EncodedReasoning {
  /** For `additionalModelRequestFields`. */
  readonly fields?: JsonObject;
  /** `outputConfig.effort`. */
  readonly effort?: string;
  /** Samplers are refused beside it. */
  readonly barsSampling?: boolean;
  readonly losses: readonly FeatureLoss[];
}

/** Below it Claude refuses a thinking budget. */
const SMALLEST_BUDGET = 1024;

/** `none` is said by saying nothing: no model on Bedrock that can be switched reasons unasked. */
export function encodeReasoning(request: CanonicalRequest): EncodedReasoning {
  const { reasoning, model } = request;
  const isAsked = reasoning?.budgetTokens !== undefined || (reasoning?.effort ?? 'none') !== 'none';
  if (!reasoning || !isAsked || reasoning.budgetTokens === 0) return { losses: [] };
  const family = familyOf(model);
  switch (family) {
    case 'claude':
      return encodeClaude(request, reasoning);
    case 'nova':
      return encodeNova(request, reasoning);
    case 'gpt-oss':
      return encodeLevel(reasoning, (level) => ({ reasoning_effort: level }));
    case 'mistral':
    case 'other':
    case 'unknown':
      return {
        losses: saidBy(reasoning).map((feature) =>
          lost(feature, 'dropped', `Bedrock has no setting for how much ${model} reasons`),
        ),
      };
    default:
      return assertNever(family);
  }
}

function encodeClaude(request: CanonicalRequest, reasoning: Reasoning): EncodedReasoning {
  const { toolChoice, model } = request;
  const [feature = 'reasoning-effort'] = saidBy(reasoning);
  if (toolChoice && toolChoice.kind !== 'auto' && toolChoice.kind !== 'none' && !isFreeSubset(toolChoice)) {
    return { losses: [lost(feature, 'dropped', 'Claude does not think when it is made to call a tool')] };
  }
  const thinking = claudeThinking(model);
  switch (thinking) {
    case 'none':
      return { losses: saidBy(reasoning).map((said) => lost(said, 'dropped', 'this Claude model does not think')) };
    case 'budget':
      return encodeBudget(request, reasoning);
    case 'either':
      return reasoning.effort === undefined ? encodeBudget(request, reasoning) : encodeAdaptive(reasoning);
    case 'adaptive':
      return encodeAdaptive(reasoning);
    default:
      return assertNever(thinking);
  }
}

function isFreeSubset(choice: NonNullable<CanonicalRequest['toolChoice']>): boolean {
  return choice.kind === 'subset' && choice.mode === 'auto';
}

function encodeAdaptive({ effort, budgetTokens }: Reasoning): EncodedReasoning {
  const losses: FeatureLoss[] = [];
  if (budgetTokens !== undefined) {
    losses.push(lost('reasoning-budget', 'adjusted', 'this Claude model decides by itself how long it thinks'));
  }
  if (effort === 'minimal') losses.push(lost('reasoning-effort', 'adjusted', 'Claude’s smallest effort is "low"'));
  return {
    // Newer models leave the text out unless it is asked for.
    fields: { thinking: { type: 'adaptive', display: 'summarized' } },
    effort: effort === 'minimal' ? 'low' : effort,
    barsSampling: true,
    losses,
  };
}

function encodeBudget({ maxOutputTokens }: CanonicalRequest, { effort, budgetTokens }: Reasoning): EncodedReasoning {
  const wanted = budgetTokens ?? budgetOf(effort === undefined || effort === 'none' ? 'medium' : effort);
  const feature = budgetTokens === undefined ? 'reasoning-effort' : 'reasoning-budget';
  // The budget is part of max_tokens and must be smaller.
  const budget = Math.max(SMALLEST_BUDGET, Math.min(wanted, (maxOutputTokens ?? Infinity) - 1));
  if (maxOutputTokens !== undefined && maxOutputTokens <= budget) {
    const reason = `Claude thinks with at least ${SMALLEST_BUDGET} tokens, which the limit of output tokens does not leave`;
    return { losses: [lost(feature, 'dropped', reason)] };
  }
  const losses =
    budget === budgetTokens
      ? []
      : [lost(feature, 'adjusted', `Claude thinks with a budget: ${budget} tokens are sent`)];
  return { fields: { thinking: { type: 'enabled', budget_tokens: budget } }, barsSampling: true, losses };
}

/** https://docs.aws.amazon.com/nova/latest/nova2-userguide/extended-thinking.html */
function encodeNova({ maxOutputTokens }: CanonicalRequest, reasoning: Reasoning): EncodedReasoning {
  const config = (level: string): JsonObject => ({ reasoningConfig: { type: 'enabled', maxReasoningEffort: level } });
  const encoded = encodeLevel(reasoning, config);
  if (levelOf(reasoning) !== 'high') return encoded;
  if (maxOutputTokens === undefined) return { ...encoded, barsSampling: true };
  const [feature = 'reasoning-effort'] = saidBy(reasoning);
  const reason = 'Nova takes no limit of output tokens with the effort "high"; "medium" is sent instead';
  return { fields: config('medium'), losses: [lost(feature, 'adjusted', reason)] };
}

/** Models that know three levels. */
function encodeLevel(reasoning: Reasoning, fields: (level: string) => JsonObject): EncodedReasoning {
  const level = levelOf(reasoning);
  const losses =
    level === reasoning.effort
      ? []
      : [
          lost(
            saidBy(reasoning)[0] ?? 'reasoning-effort',
            'adjusted',
            `this model knows three levels; "${level}" is sent`,
          ),
        ];
  return { fields: fields(level), losses };
}

function levelOf(reasoning: Reasoning): 'low' | 'medium' | 'high' {
  const effort = effortFor(reasoning);
  switch (effort) {
    case 'none':
    case 'minimal':
    case 'low':
    case undefined:
      return 'low';
    case 'medium':
      return 'medium';
    case 'high':
    case 'xhigh':
    case 'max':
      return 'high';
    default:
      return assertNever(effort);
  }
}

function saidBy({ effort, budgetTokens }: Reasoning): Feature[] {
  return [
    ...(effort === undefined ? [] : ['reasoning-effort' as const]),
    ...(budgetTokens === undefined ? [] : ['reasoning-budget' as const]),
  ];
}

function lost(feature: Feature, disposition: FeatureLoss['disposition'], reason: string): FeatureLoss {
  return { feature, disposition, reason };
}
