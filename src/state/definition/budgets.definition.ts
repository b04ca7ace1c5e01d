import { z } from 'zod';
import { BUDGET_PERIODS, type Budget } from '../../kernel/limits.js';
import { dollars } from './fields.js';
import { DEGRADED_MODES } from './limits.definition.js';
import { type Resolved, secretReference } from './secret-reference.js';

/** Both a number here and one in Redis's Lua count exactly up to it. */
const MOST_TOKENS = 9_000_000_000_000_000;

const zone = z.string().refine(isZone, 'must be the name of a time zone, like UTC or Europe/Berlin');

export const budgetSchema = z
  .strictObject({
    /** Dollars; or else tokens. */
    amount: dollars.optional(),
    tokens: z.int().min(1).max(MOST_TOKENS).optional(),
    period: z.enum(BUDGET_PERIODS),
    /** Whose calendar a day and a month follow; that of all budgets when left out. */
    zone: zone.optional(),
  })
  .refine(({ amount, tokens }) => (amount === undefined) !== (tokens === undefined), {
    message: 'must have either amount (dollars) or tokens',
  })
  .transform(({ amount, tokens, period, zone: ownZone }): Budget => ({
    unit: amount === undefined ? 'tokens' : 'spend',
    amount: amount === undefined ? (tokens ?? 0) : Number(amount),
    period,
    zone: ownZone ?? null,
  }));

const budgets = z.array(budgetSchema).max(16).default([]);
const named = z.record(z.string().min(1).max(254), budgets).default({});

/** A request must fit the budgets of its key, its user, its team and of everybody together. */
export const budgetsSchema = z.strictObject({
  /** The calendar of budgets that name no zone. */
  zone: zone.default('UTC'),
  /** What a request gets that no longer fits. Clients retry a 429. */
  status: z.union([z.literal(402), z.literal(429)]).default(402),
  /** Shares in percent at which an event says so, and the webhook. */
  thresholds: z
    .array(z.int().min(1).max(100))
    .max(10)
    .default([80, 100])
    .transform((percents) => [...new Set(percents)].toSorted((a, b) => a - b)),
  /** Who is told of a threshold, by a signed POST. */
  webhook: z
    .strictObject({
      url: z.url({ protocol: /^https?$/, error: 'must be an http:// or https:// URL' }),
      secret: secretReference,
    })
    .optional(),
  /** While neither Redis nor the ledger says what is spent. */
  degraded: z.enum(DEGRADED_MODES).default('local'),
  /** For every key that has none of its own. */
  key: budgets,
  user: budgets,
  /** By id; each in place of `user`. */
  users: named,
  /** For every team that has none of its own. */
  team: budgets,
  /** By name; each in place of `team` and of what the team itself says. */
  teams: named,
  global: budgets,
});

export type BudgetsDefinition = Resolved<z.output<typeof budgetsSchema>>;

function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
