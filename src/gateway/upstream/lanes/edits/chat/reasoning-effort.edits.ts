import type { BodyEdit } from '../../../../../kernel/json-bytes/edit-body.js';
import type { JsonObject, JsonValue } from '../../../../../kernel/json.js';
import type { ProviderInstance } from '../../../../providers/provider.js';
import { type Quirks, REASONING_EFFORTS } from '../../../../providers/quirks.js';
import { AS_IT_IS, type QuirkEdits } from '../edit-rule.js';

type Effort = (typeof REASONING_EFFORTS)[number];

const KEY = 'reasoning_effort';
const NO_THINKING: BodyEdit = { kind: 'set', key: 'thinking', json: '{"type":"disabled"}' };

/**
 * An effort that the server does not know becomes the next stronger one: a client that asked for much must not get less
 * without a word (https://github.com/maximhq/bifrost/issues/6880). Words that nobody knows are the server's to refuse.
 */
export function reasoningEffortEdits(body: JsonObject, { quirks, name }: ProviderInstance): QuirkEdits {
  const asked = body[KEY];
  if (!isEffort(asked)) return AS_IT_IS;
  if (asked === 'none') return withoutReasoning(body, quirks, name);
  const known = quirks.reasoningEfforts;
  if (known === null || known.includes(asked)) return AS_IT_IS;

  const sent = nextStronger(asked, known);
  if (sent === undefined) return dropped(`${name} takes no such effort`);
  const reason = `${name} knows the efforts ${known.join(', ')}; ${sent} is sent`;
  return {
    edits: [{ kind: 'set', key: KEY, json: JSON.stringify(sent) }],
    losses: [{ pointer: `/${KEY}`, disposition: 'adjusted', reason }],
  };
}

function withoutReasoning(body: JsonObject, { reasoningSwitch, reasoningEfforts }: Quirks, name: string): QuirkEdits {
  if (reasoningSwitch === 'thinking') {
    const off = body['thinking'] === undefined ? [NO_THINKING] : [];
    return { edits: [{ kind: 'remove', key: KEY }, ...off], losses: [] };
  }
  const isKnown = reasoningEfforts === null || reasoningEfforts.includes('none');
  return isKnown ? AS_IT_IS : dropped(`${name} cannot be told not to reason`);
}

function nextStronger(asked: Effort, known: readonly Effort[]): Effort | undefined {
  const strength = (effort: Effort) => REASONING_EFFORTS.indexOf(effort);
  const reasoning = known.filter((effort) => effort !== 'none').sort((one, other) => strength(one) - strength(other));
  return reasoning.find((effort) => strength(effort) > strength(asked)) ?? reasoning.at(-1);
}

function dropped(reason: string): QuirkEdits {
  return {
    edits: [{ kind: 'remove', key: KEY }],
    losses: [{ pointer: `/${KEY}`, disposition: 'dropped', reason }],
  };
}

function isEffort(value: JsonValue | undefined): value is Effort {
  return REASONING_EFFORTS.some((effort) => effort === value);
}
