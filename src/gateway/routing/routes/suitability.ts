import type { TargetDefinition } from '../../../state/definition/route.definition.js';
import { adapterFor } from '../../providers/index.js';
import type { Target } from '../../providers/provider.js';
import type { RequestFacts } from './request-facts.js';

/** Why a target can never serve a request: who asks, or what is asked. */
export interface Unsuitable {
  readonly about: 'caller' | 'request';
  readonly reason: string;
}

/** Whether a target may be asked this; `null` where it may. */
export type Suitability = (facts: RequestFacts) => Unsuitable | null;

/** What the target's definition and its adapter's tables rule out; `null` where they rule out nothing. */
export function suitabilityOf({ when, can }: TargetDefinition, { instance, model }: Target): Suitability | null {
  const capabilities = adapterFor(instance.kind).capabilities(instance, model);
  const rules: Suitability[] = [];
  const { keys, teams, tags, minTokens, maxTokens } = when ?? {};
  if (keys !== undefined) rules.push(caller('other keys', ({ principal }) => keys.includes(principal.keyId)));
  if (teams !== undefined) {
    rules.push(caller('other teams', ({ principal: { team } }) => team !== null && teams.includes(team.name)));
  }
  if (tags !== undefined)
    rules.push(caller('other tags', (question) => question.tags.some((tag) => tags.includes(tag))));
  if (minTokens !== undefined) {
    rules.push(request(`is for ${minTokens} tokens and more`, ({ tokens }) => tokens >= minTokens));
  }
  if (maxTokens !== undefined)
    rules.push(request(`is for ${maxTokens} tokens at most`, ({ tokens }) => tokens <= maxTokens));
  if (!can.tools || !capabilities.tools) rules.push(request('takes no tools', (facts) => !facts.needsTools));
  if (!can.vision || !capabilities.vision) rules.push(request('takes no images', (facts) => !facts.needsVision));
  const { contextLength } = can;
  if (contextLength !== null) {
    rules.push(request(`has room for ${contextLength} tokens`, ({ tokens }) => tokens <= contextLength));
  }
  if (rules.length === 0) return null;
  return (facts) => {
    for (const rule of rules) {
      const unsuitable = rule(facts);
      if (unsuitable !== null) return unsuitable;
    }
    return null;
  };
}

function caller(whose: string, fits: (question: RequestFacts['question']) => boolean): Suitability {
  const unsuitable: Unsuitable = { about: 'caller', reason: `is for ${whose}` };
  return ({ question }) => (fits(question) ? null : unsuitable);
}

function request(reason: string, fits: (facts: RequestFacts) => boolean): Suitability {
  const unsuitable: Unsuitable = { about: 'request', reason };
  return (facts) => (fits(facts) ? null : unsuitable);
}
