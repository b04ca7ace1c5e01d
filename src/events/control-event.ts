import { z } from 'zod';
import { BUDGET_PERIODS } from '../kernel/limits.js';

const role = z.enum(['owner', 'admin', 'member', 'auditor']);
const id = z.uuid();
/** ISO 8601 in UTC, as it stands in the event's JSON. */
const instant = z.iso.datetime();

const limit = z.int().positive().nullable();
const budget = z.object({
  unit: z.enum(['spend', 'tokens']),
  /** Billionths of a dollar, or tokens. */
  amount: z.int().nonnegative(),
  period: z.enum(BUDGET_PERIODS),
  zone: z.string().nullable(),
});
/** All of a key's or team's own limits, as they are from then on. */
const limits = {
  requestsPerMinute: limit,
  tokensPerMinute: limit,
  concurrency: limit,
  budgets: z.array(budget),
};

/**
 * What can happen in the control plane, and the data that says it. Data is for ever: extend a type only by optional
 * fields; anything else is a new type. Hashes are part of it, because replay must rebuild the tables from nothing else.
 */
const EVENT_DATA = {
  /** The first owner took possession; its stream has one version, so it happens once. */
  InstallationClaimed: z.object({ userId: id }),
  UserRegistered: z.object({ userId: id, email: z.string(), passwordHash: z.string(), role }),
  /** The same password under today's Argon2 parameters. */
  PasswordRehashed: z.object({ userId: id, passwordHash: z.string() }),
  KeyIssued: z.object({
    keyId: id,
    publicId: z.string(),
    userId: id,
    name: z.string(),
    secretHash: z.string(),
    prefix: z.string(),
    requestsPerMinute: z.int().positive().nullable(),
    expiresAt: instant.nullable(),
    tokensPerMinute: limit.optional(),
    concurrency: limit.optional(),
    budgets: z.array(budget).optional(),
    teamId: id.nullable().optional(),
  }),
  KeyLimitsChanged: z.object({ keyId: id, publicId: z.string(), name: z.string(), ...limits }),
  TeamCreated: z.object({ teamId: id, name: z.string(), ...limits }),
  TeamLimitsChanged: z.object({ teamId: id, ...limits }),
  TeamMemberAdded: z.object({ teamId: id, userId: id }),
  /** Keys of the team that are this user's stop at once. */
  TeamMemberRemoved: z.object({ teamId: id, userId: id }),
  /** The key was replaced and ends at `expiresAt`; its successor has a KeyIssued of its own. */
  KeyRotated: z.object({ keyId: id, publicId: z.string(), replacedBy: id, expiresAt: instant }),
  KeyRevoked: z.object({ keyId: id, publicId: z.string() }),
  InviteIssued: z.object({
    inviteId: id,
    tokenHash: z.string(),
    email: z.string().nullable(),
    role,
    expiresAt: instant,
    createdBy: id,
  }),
  /** By the gateway itself: a budget came to one of its thresholds, once in each period. */
  BudgetThresholdReached: z.object({
    /** Its counter: level, unit, period and zone. */
    budget: z.string(),
    level: z.enum(['key', 'user', 'team', 'global']),
    subject: z.string().nullable(),
    name: z.string().nullable(),
    unit: z.enum(['spend', 'tokens']),
    period: z.enum(['day', 'month', 'total']),
    startsAt: instant,
    endsAt: instant.nullable(),
    /** In billionths of a dollar, or in tokens. */
    limit: z.number(),
    threshold: z.number(),
    spent: z.number(),
    percent: z.number(),
  }),
  InviteAccepted: z.object({ inviteId: id, userId: id }),
};

export type ControlEventType = keyof typeof EVENT_DATA;

/** An event before it is appended: its type and data. */
export type ControlEventBody = {
  [Type in ControlEventType]: { readonly type: Type; readonly data: Readonly<z.infer<(typeof EVENT_DATA)[Type]>> };
}[ControlEventType];

export type ControlEvent = ControlEventBody & {
  /** Global order; grows in the order in which events become visible, with gaps. */
  readonly position: bigint;
  readonly stream: string;
  /** From 1, without gaps within the stream. */
  readonly version: number;
  /** Id of the user who did it, or `anonymous`. */
  readonly actor: string;
  readonly requestId: string | null;
  readonly occurredAt: Date;
};

/** Throws z.ZodError when the data is not what its type promises, and Error for a type of a newer release. */
export function parseEventBody(type: string, data: unknown): ControlEventBody {
  if (!isKnownType(type)) throw new Error(`Unknown control event type "${type}"; a newer release wrote it.`);
  return { type, data: EVENT_DATA[type].parse(data) } as ControlEventBody;
}

function isKnownType(type: string): type is ControlEventType {
  return Object.hasOwn(EVENT_DATA, type);
}
