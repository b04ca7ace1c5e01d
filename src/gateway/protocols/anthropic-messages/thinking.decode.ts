import type { JsonObject } from '../../../kernel/json.js';
import type { FieldReader } from '../canonical/field-reader.js';
import type { Reasoning, ReasoningEffort } from '../canonical/request.js';
import { OWN_FIELDS } from './dispositions.js';

const EFFORTS: readonly ReasoningEffort[] = ['low', 'medium', 'high', 'xhigh', 'max'];
/** "By default, Claude uses high effort": https://platform.claude.com/docs/en/build-with-claude/effort */
const EFFORT_UNSAID: ReasoningEffort = 'high';

interface DecodedThinking {
  readonly reasoning?: Reasoning;
  /** The client's own words, for the way back to this dialect. */
  readonly asSent: JsonObject;
}

/** `thinking` says whether and how the model thinks, `output_config.effort` how hard it tries. */
export function decodeThinking(body: FieldReader, outputConfig: FieldReader | undefined): DecodedThinking {
  const effort = outputConfig?.oneOf('effort', EFFORTS);
  const thinking = body.child('thinking');
  const asSent: JsonObject = { ...(effort && { effort }) };
  if (!thinking) return effort ? { reasoning: { effort }, asSent } : { asSent };
  asSent['thinking'] = body.peek('thinking');
  thinking.own(OWN_FIELDS.thinking);
  const type = thinking.requiredString('type');
  switch (type) {
    case 'enabled': {
      const budgetTokens = thinking.integer('budget_tokens');
      if (budgetTokens === undefined) throw thinking.invalid('budget_tokens', 'must be there when thinking is enabled');
      return { reasoning: { budgetTokens, ...(effort && { effort }) }, asSent };
    }
    case 'adaptive':
      return { reasoning: { effort: effort ?? EFFORT_UNSAID }, asSent };
    case 'between_tools':
      // The least that models which always think can do.
      return { reasoning: { effort: effort ?? 'low' }, asSent };
    case 'disabled':
      return { reasoning: { effort: 'none' }, asSent };
    default:
      thinking.leave();
      return { asSent };
  }
}
