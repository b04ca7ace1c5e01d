import type { JsonObject } from '../../../kernel/json.js';
import type { FieldReader } from '../canonical/field-reader.js';
import type { FeatureLoss } from '../canonical/loss.js';
import { budgetOf } from '../canonical/reasoning-budget.js';
import type { Reasoning, ReasoningEffort } from '../canonical/request.js';
import { generationOf } from './model-generation.js';

const EFFORTS: ReadonlyMap<string, ReasoningEffort> = new Map([
  ['MINIMAL', 'minimal'],
  ['LOW', 'low'],
  ['MEDIUM', 'medium'],
  ['HIGH', 'high'],
]);

interface DecodedThinking {
  readonly reasoning?: Reasoning;
  /** As the client said it, for the way back to this dialect. */
  readonly asSent: JsonObject;
}

export function decodeThinking(config: FieldReader | undefined): DecodedThinking {
  if (!config) return { asSent: {} };
  const level = config.string('thinkingLevel');
  const budget = config.integer('thinkingBudget');
  const shown = config.boolean('includeThoughts');
  const effort = level === undefined ? effortOfBudget(budget) : effortOfLevel(config, level);
  const reasoning: Reasoning = {
    ...(effort && { effort }),
    // -1 lets the model choose, which other dialects say by saying nothing.
    ...(budget !== undefined && budget > 0 ? { budgetTokens: budget } : {}),
    ...(shown === true ? { summary: 'auto' } : {}),
  };
  return {
    ...(Object.keys(reasoning).length > 0 ? { reasoning } : {}),
    asSent: {
      ...(level !== undefined && { thinkingLevel: level }),
      ...(budget !== undefined && { thinkingBudget: budget }),
      ...(shown !== undefined && { includeThoughts: shown }),
    },
  };
}

function effortOfBudget(budget: number | undefined): ReasoningEffort | undefined {
  return budget === 0 ? 'none' : undefined;
}

function effortOfLevel(config: FieldReader, level: string): ReasoningEffort | undefined {
  const word = level.toUpperCase();
  const effort = EFFORTS.get(word);
  if (effort !== undefined || word === 'THINKING_LEVEL_UNSPECIFIED') return effort;
  throw config.invalid('thinkingLevel', `must be one of ${[...EFFORTS.keys()].join(', ')}`);
}

interface EncodedThinking {
  readonly config: JsonObject;
  readonly losses: readonly FeatureLoss[];
}

/** Efforts in the measure of the model: levels since Gemini 3, a budget of tokens before it. */
export function encodeThinking(reasoning: Reasoning | undefined, model: string): EncodedThinking {
  if (!reasoning) return { config: {}, losses: [] };
  const { config, losses } = measured(reasoning, model);
  return { config: reasoning.summary === undefined ? config : { ...config, includeThoughts: true }, losses };
}

function measured({ effort, budgetTokens }: Reasoning, model: string): EncodedThinking {
  const takesLevels = (generationOf(model) ?? 0) >= 3;
  // A budget says more than an effort, and Gemini 3 still takes one where no level comes with it.
  if (effort === undefined || (budgetTokens !== undefined && !takesLevels)) {
    return { config: budgetTokens === undefined ? {} : { thinkingBudget: budgetTokens }, losses: [] };
  }
  if (!takesLevels) return asBudget(effort);
  const { config, losses } = asLevel(effort, model);
  if (budgetTokens === undefined) return { config, losses };
  // Both together are refused: "You can only set only one of thinking budget and thinking level."
  const reason = 'Gemini takes a level or a budget, not both; the level is sent';
  return { config, losses: [...losses, { feature: 'reasoning-budget', disposition: 'adjusted', reason }] };
}

function asBudget(effort: ReasoningEffort): EncodedThinking {
  const nearest = atMostHigh(effort);
  return { config: { thinkingBudget: budgetOf(nearest) }, losses: adjusted(effort, nearest) };
}

/** Since Gemini 3 thinking cannot be switched off, and the Pro models begin at LOW (the same page). */
function asLevel(effort: ReasoningEffort, model: string): EncodedThinking {
  const least = model.includes('pro') ? 'low' : 'minimal';
  const wanted = atMostHigh(effort);
  const nearest = wanted === 'none' || wanted === 'minimal' ? least : wanted;
  return { config: { thinkingLevel: nearest.toUpperCase() }, losses: adjusted(effort, nearest) };
}

function atMostHigh(effort: ReasoningEffort): Exclude<ReasoningEffort, 'xhigh' | 'max'> {
  return effort === 'xhigh' || effort === 'max' ? 'high' : effort;
}

function adjusted(asked: ReasoningEffort, sent: ReasoningEffort): FeatureLoss[] {
  if (asked === sent) return [];
  const reason = `this Gemini model has no effort "${asked}"; "${sent}" is sent instead`;
  return [{ feature: 'reasoning-effort', disposition: 'adjusted', reason }];
}
