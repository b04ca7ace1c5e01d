import { GatewayError } from '../../../kernel/errors.js';
import { formatDollars } from '../../../kernel/money.js';
import type { Refusal } from '../../rate-limiting/admission.js';
import type { BudgetConstraint, Constraint, WindowConstraint } from '../../rate-limiting/constraint.js';
import { retryAfterSeconds } from '../../rate-limiting/rate-limit.headers.js';

const WINDOW = { requests: 'requests a minute', tokens: 'tokens a minute', concurrency: 'requests at once' } as const;
const PERIOD = { day: 'daily', month: 'monthly', total: 'total' } as const;

/** What a request gets that was not admitted: which limit of whom, and when to come again. */
export function limitReached(refusal: Refusal): GatewayError {
  const { constraint, retryAfterMs, isBlind } = refusal;
  const retryAfter = retryAfterMs === null ? undefined : retryAfterSeconds(retryAfterMs);
  const options = retryAfter === undefined ? {} : { retryAfterSeconds: retryAfter };
  if (isBlind) {
    return new GatewayError('limits_unavailable', { what: nameOf(constraint), retryAfter }, options);
  }
  if (constraint.kind === 'budget') return budgetExceeded(constraint, refusal, options);
  return windowFull(constraint, refusal, retryAfter, options);
}

function budgetExceeded(constraint: BudgetConstraint, { share, used }: Refusal, options: object): GatewayError {
  const { limit, unit, period, endsAt } = constraint;
  const left = Math.max(0, limit - used);
  const why =
    left > 0
      ? `${amountOf(unit, left)} of it is left or reserved, and this request may need ${amountOf(unit, share)}`
      : 'it is used up';
  const next =
    endsAt === null
      ? 'Ask whoever runs the gateway to raise it'
      : `It begins anew at ${new Date(endsAt).toISOString()}; until then ask whoever runs the gateway to raise it`;
  const details = { period: PERIOD[period], amount: amountOf(unit, limit), whom: whom(constraint), why, next };
  return new GatewayError('budget_exceeded', details, { ...options, status: constraint.exhaustedStatus });
}

function windowFull(
  constraint: WindowConstraint,
  { share }: Refusal,
  retryAfter: number | undefined,
  options: object,
): GatewayError {
  const { kind, limit } = constraint;
  const next =
    retryAfter === undefined
      ? `This request alone may need ${share} tokens; send less, or set a lower cap for the answer`
      : `Try again in ${retryAfter} s`;
  const details = { limit, what: WINDOW[kind], whom: whom(constraint), next };
  return new GatewayError('rate_limit_exceeded', details, {
    ...options,
    type: kind === 'tokens' ? 'tokens' : 'requests',
  });
}

function nameOf(constraint: Constraint): string {
  const what =
    constraint.kind === 'budget' ? `${PERIOD[constraint.period]} budget` : `limit of ${WINDOW[constraint.kind]}`;
  return `${what} for ${whom(constraint)}`;
}

function whom({ level, name }: Constraint): string {
  switch (level) {
    case 'key':
    case 'user':
      return `this ${level}`;
    case 'team':
      return `the team "${name ?? ''}"`;
    case 'global':
      return 'the whole gateway';
  }
}

function amountOf(unit: BudgetConstraint['unit'], amount: number): string {
  return unit === 'spend' ? `$${formatDollars(BigInt(amount))}` : `${amount} tokens`;
}
