import { GatewayError } from '../../kernel/errors.js';
import type { Random } from '../../kernel/random.js';
import { type Session, sessionOf } from './affinity/session.js';
import type { SessionBindings } from './affinity/session-bindings.js';
import { SessionPin } from './affinity/session-pin.js';
import { RouteChoice, type RouteChoiceBasis } from './route-choice.js';
import type { CompiledRoute, RouteTarget } from './routes/compiled-route.js';
import { RequestFacts } from './routes/request-facts.js';
import type { RouteQuestion } from './routes/route-question.js';
import type { Unsuitable } from './routes/suitability.js';

export interface RouteChooserParts {
  readonly bindings: SessionBindings;
  readonly random: Random;
}

/** Throws `no_target_available` where no target can serve the request, and `model_not_found` where none is for its caller. */
export function chooseRoute(route: CompiledRoute, question: RouteQuestion, parts: RouteChooserParts): RouteChoice {
  const { affinity } = route.definition;
  const session = route.asksSession ? sessionOf(question) : null;
  const shadow = route.shadow !== null && parts.random() < route.shadow.share ? route.shadow : null;
  return new RouteChoice(route, {
    ...suitableFor(route, question, session, parts.random),
    pin: affinity.enabled ? new SessionPin(session, parts.bindings, affinity.ttl) : null,
    shadow,
  });
}

function suitableFor(
  route: CompiledRoute,
  question: RouteQuestion,
  session: Session | null,
  random: Random,
): Pick<RouteChoiceBasis, 'suitable' | 'skipped' | 'canary'> {
  const skipped: Record<string, string> = {};
  if (!route.asksFacts && !route.hasCanary) return { suitable: route.targets, skipped, canary: null };
  const facts = new RequestFacts(question);
  const place = session?.place ?? random();
  const refusals: Unsuitable[] = [];
  let chosenCanary: RouteTarget | null = null;
  const suitable = route.targets.filter((target) => {
    const unsuitable = target.suits?.(facts) ?? null;
    if (unsuitable !== null) {
      refusals.push(unsuitable);
      skipped[target.key] = unsuitable.reason;
      return false;
    }
    const { canary } = target;
    if (canary === null) return true;
    // What is on trial gets its share and no more: it is no fallback for the others either.
    const isIts = place >= canary.from && place < canary.to;
    if (isIts) chosenCanary = target;
    else skipped[target.key] = 'canary of other sessions';
    return isIts;
  });
  if (suitable.length === 0) throw nobodySuits(route, skipped, refusals);
  return { suitable, skipped, canary: chosenCanary };
}

/** Who may not use any target of a route need not know of it. */
function nobodySuits(
  { definition: { model } }: CompiledRoute,
  skipped: Readonly<Record<string, string>>,
  refusals: readonly Unsuitable[],
): GatewayError {
  if (refusals.every(({ about }) => about === 'caller')) {
    return new GatewayError('model_not_found', {
      model,
      param: 'model',
      reason: 'none of its targets is for this key.',
    });
  }
  const reasons = Object.entries(skipped).map(([key, reason]) => `${key}: ${reason}`);
  return new GatewayError('no_target_available', { model, param: 'model', reasons: reasons.join('; ') });
}
