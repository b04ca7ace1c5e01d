import type { OwnLimits } from './limits.js';

export type Role = 'owner' | 'admin' | 'member' | 'auditor';

/** Who a gateway key speaks for. Immutable; never holds spend or counters. */
export interface Principal {
  readonly keyId: string;
  /** What may be shown and logged of the key: `aig_` and its public id. */
  readonly keyPrefix: string;
  readonly userId: string;
  readonly role: Role;
  /** The team that the key belongs to, by id and name; `null` where it belongs to none. */
  readonly team: { readonly id: string; readonly name: string } | null;
  /** What the records of key and team say; the operator's definition is laid around it at admission. */
  readonly limits: { readonly key: OwnLimits; readonly team: OwnLimits };
}
