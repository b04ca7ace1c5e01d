import type { Endpoint } from '../upstream/endpoints.ts';
import type { Scenario } from '../upstream/scenarios.ts';

/** What a vendor is to say, in the words of none: some text, perhaps one tool call; 11 tokens in and 7 out. */
export interface Says {
  readonly text: string;
  readonly call?: { readonly id: string; readonly name: string; readonly arguments: object };
}

export interface VendorFailure {
  readonly status: number;
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One vendor's API as the fake upstream plays it. */
export interface Vendor {
  /** The provider's name at the gateway, and the dialect that it is asked in. */
  readonly name: string;
  readonly dialect: string;
  /** What a client asks for. */
  readonly model: string;
  readonly endpoints: { readonly whole: Endpoint; readonly stream: Endpoint };
  whole(says: Says): Scenario;
  stream(says: Says): Scenario;
  /** Before the answer, in the vendor's own envelope. */
  fails(failure: VendorFailure): Scenario;
  /** Some text, then the vendor's own error event. */
  failsAfter(text: string, message: string): Scenario;
}
