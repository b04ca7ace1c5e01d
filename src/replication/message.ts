import type { Digest } from './digest.js';
import type { RegisterSpace } from './registers.js';
import type { StoredRegister } from './stored-register.js';

/** What nodes say to each other. */
export type Message =
  /** A node is here, or is here again; `isAnswered`: it wants to know who else is. */
  | { readonly kind: 'hello'; readonly isAnswered: boolean }
  /** It goes. */
  | { readonly kind: 'bye' }
  | { readonly kind: 'registers'; readonly registers: readonly SpacedRegister[] }
  /** "Do we hold the same?" */
  | { readonly kind: 'roots'; readonly asOf: number; readonly roots: readonly SpaceRoot[] }
  /** "We do." */
  | { readonly kind: 'same' }
  /** "We do not: this is what mine looks like." */
  | { readonly kind: 'digests'; readonly asOf: number; readonly digests: readonly SpaceDigest[] }
  /** "Send me these; mine are on their way to you." */
  | { readonly kind: 'wanted'; readonly wanted: readonly SpaceBuckets[] };

export interface SpacedRegister {
  readonly space: RegisterSpace;
  readonly register: StoredRegister;
}

export interface SpaceRoot {
  readonly space: RegisterSpace;
  readonly root: number;
  readonly floor: number;
}

export interface SpaceDigest {
  readonly space: RegisterSpace;
  readonly digest: Digest;
  readonly floor: number;
}

export interface SpaceBuckets {
  readonly space: RegisterSpace;
  readonly buckets: ReadonlySet<number>;
}

/** A message with who sent it and when. */
export interface Envelope {
  readonly from: string;
  /** By the sender's hybrid clock. */
  readonly sentAt: number;
  readonly message: Message;
}

/** Why something that arrived was not used. */
export type DropReason = 'malformed' | 'newer-protocol' | 'clock' | 'too-large';

/** Characters. A longer message is not read; ours are far shorter. */
export const LONGEST_MESSAGE = 1_048_576;
/** Characters of one register as sent. A larger one stays on its node. */
export const LONGEST_REGISTER = 16_384;
/** Characters of registers in one message. */
export const BATCH = 32_768;
export const LONGEST_KEY = 1024;
