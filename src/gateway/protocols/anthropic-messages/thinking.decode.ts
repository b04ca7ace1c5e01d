import type { JsonObject } from '../../../kernel/json.js';
import type { FieldReader } from '../canonical/field-reader.js';
import type { Loss } from '../canonical/loss.js';
import type { Reasoning, ReasoningEffort } from '../canonical/request.js';

const EFFORTS: readonly ReasoningEffort[] = ['low', 'medium', 'high', 'xhigh', 'max'];
/** "By default, Claude uses high effort": https://platform.claude.com/docs/en/build-with-claude/effort */
const EFFORT_UNSAID: ReasoningEffort = 'high';

interface DecodedThinking {
  readonly reasoning?: Reasoning;
  /** The client's own words, for the way back to this dialect. */
  readonly asSent: JsonObject;
  readonly unsaid?: readonly Loss[];
}

const DISPLAYS = ['summarized', 'omitted'] as const;

/** Anthropic's effort guides the answer even where nothing is thought; everywhere else it is one of thinking. */
const EFFORT_WITHOUT_THOUGHT: Loss = {
  pointer: '/output_config/effort',
  disposition: 'dropped',
  reason: 'outside Anthropic an effort is one of thinking, which is disabled',
};

/** `thinking` says whether and how the model thinks, `output_config.effort` how hard it tries. */
export function decodeThinking(body: FieldReader, outputConfig: FieldReader | undefined): DecodedThinking {
  const effort = outputConfig?.oneOf('effort', EFFORTS);
  const thinking = body.child('thinking');
  const asSent: JsonObject = { ...(effort && { effort }) };
  if (!thinking) return effort ? { reasoning: { effort }, asSent } : { asSent };
  asSent['thinking'] = body.peek('thinking');
  // "Defaults to `summarized`" (anthropic.openapi.json): elsewhere thoughts are shown only where they are asked for.
  const shown = thinking.oneOf('display', DISPLAYS) === 'omitted' ? {} : { summary: 'auto' };
  const type = thinking.requiredString('type');
  switch (type) {
    case 'enabled': {
      const budgetTokens = thinking.integer('budget_tokens');
      if (budgetTokens === undefined) throw thinking.invalid('budget_tokens', 'must be there when thinking is enabled');
      return { reasoning: { budgetTokens, ...(effort && { effort }), ...shown }, asSent };
    }
    case 'adaptive':
      return { reasoning: { effort: effort ?? EFFORT_UNSAID, ...shown }, asSent };
    case 'between_tools':
      // The least that models which always think can do.
      return { reasoning: { effort: effort ?? 'low', ...shown }, asSent };
    case 'disabled':
      return { reasoning: { effort: 'none' }, asSent, unsaid: effort === undefined ? [] : [EFFORT_WITHOUT_THOUGHT] };
    default:
      thinking.leave();
      return { asSent };
  }
}
