import type { JsonObject } from '../../kernel/json.js';
import type { Secret } from '../../kernel/secret.js';
import type { Capabilities } from '../protocols/codec.js';
import type { Dialect } from '../protocols/dialect.js';
import type { Quirks } from './quirks.js';

export type ProviderKind = 'openai' | 'openai-compatible' | 'ollama' | 'echo';

/** A configured provider: one row of the snapshot. */
export interface ProviderInstance {
  /** Unique; what stands before the slash in `provider/model`, and in logs and metrics. */
  readonly name: string;
  readonly kind: ProviderKind;
  /** Without a trailing slash. */
  readonly baseUrl: string;
  readonly credentials: Credentials;
  readonly quirks: Quirks;
}

/** Where a request may go: one provider and the model's name there. */
export interface Target {
  readonly instance: ProviderInstance;
  readonly model: string;
}

export interface Credentials {
  readonly apiKey?: Secret;
  readonly organization?: string;
  readonly project?: string;
}

/** What one attempt wants from its target. The body is the original's; a retry starts from it again. */
export interface UpstreamCall {
  readonly instance: ProviderInstance;
  readonly dialect: Dialect;
  readonly model: string;
  readonly stream: boolean;
  readonly body: Buffer;
  readonly requestId: string;
}

export interface UpstreamRequest {
  readonly origin: string;
  readonly path: string;
  readonly method: 'GET' | 'POST';
  /** Flat name, value, name, value list: what undici takes without conversion. */
  readonly headers: readonly string[];
  readonly body: Buffer | null;
}

export interface InProcessAnswer {
  readonly status: number;
  readonly contentType: string;
  /** Pulled one at a time as the client takes them. */
  readonly chunks: Iterable<string>;
}

/** How an attempt failed, before the first frame. */
export type UpstreamFailure =
  | { readonly kind: 'connect' | 'timeout' | 'reset'; readonly cause: unknown }
  | { readonly kind: 'status'; readonly status: number; readonly headers: UpstreamHeaders; readonly body: string };

export type UpstreamHeaders = Readonly<Record<string, string | string[] | undefined>>;

export interface Verdict {
  readonly retry: 'same-target' | 'next-target' | 'never';
  readonly retryAfterMs?: number;
  readonly tripsBreaker: boolean;
}

/** The vendor's own words out of an error body of its own shape. */
export interface VendorError {
  readonly message: string;
  readonly type?: string;
  readonly code?: string | null;
  readonly param?: string | null;
}

export interface ListedModel {
  readonly id: string;
  /** Seconds since the epoch. */
  readonly created: number;
  readonly ownedBy: string;
}

/** A provider is an address, a signature, the dialects it speaks and its quirks. It does no I/O. */
export interface ProviderAdapter {
  readonly kind: ProviderKind;
  dialects(instance: ProviderInstance, model: string): readonly [Dialect, ...Dialect[]];
  capabilities(instance: ProviderInstance, model: string): Capabilities;
  /** Pure and repeatable, and free of secrets: what it returns may be logged and compared in tests. */
  prepare(call: UpstreamCall): UpstreamRequest;
  /** Adds the vendor's proof of identity. Asynchronous only where a token must be fetched or a body signed. */
  authorize(request: UpstreamRequest, instance: ProviderInstance): UpstreamRequest | Promise<UpstreamRequest>;
  classify(failure: UpstreamFailure): Verdict;
  readError(status: number, body: string): VendorError;
  /** How to ask the vendor which models it has, and how to read its answer. */
  readonly models: {
    request(instance: ProviderInstance): UpstreamRequest;
    read(body: JsonObject): ListedModel[];
  };
  /** Headers that tell the client something about its own answer. Account names and the vendor's limits are not among them. */
  readonly passedOnHeaders: readonly string[];
  /** Built-in providers answer in process; everything else goes through the HTTP pools. */
  answerInProcess?(request: UpstreamRequest): InProcessAnswer;
}
