import type { JsonObject } from '../../kernel/json.js';
import type { Secret } from '../../kernel/secret.js';
import type { Capabilities } from '../protocols/codec.js';
import type { VendorDialect, WireFormat } from '../protocols/dialect.js';
import type { BodyEdit } from '../../kernel/json-bytes/edit-body.js';
import type { Quirks } from './quirks.js';

export type ProviderKind =
  | 'openai'
  | 'azure-openai'
  | 'anthropic'
  | 'gemini'
  | 'vertex'
  | 'bedrock'
  | 'openai-compatible'
  | 'ollama'
  | 'echo';

/** A configured provider: one row of the snapshot. */
export interface ProviderInstance {
  /** Unique; what stands before the slash in `provider/model`, and in logs and metrics. */
  readonly name: string;
  readonly kind: ProviderKind;
  /** Without a trailing slash. */
  readonly baseUrl: string;
  readonly credentials: Credentials;
  readonly quirks: Quirks;
  /** What else the kind needs to know: region, project, API version. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Calls under way at once on this node; beyond it they wait in the queue. No limit when left out. */
  readonly concurrency?: number;
  /** Calls that may wait for a place; beyond it they are shed. */
  readonly queue?: number;
  /** Whether it is asked over HTTP/2 where it offers that. */
  readonly http2?: boolean;
  /** Whether and how it is asked for its health while nobody needs it. Milliseconds. */
  readonly healthCheck?: { readonly interval: number; readonly timeout: number };
}

/** Where a request may go: one provider and the model's name there. */
export interface Target {
  readonly instance: ProviderInstance;
  readonly model: string;
}

/** What proves who we are, by kind; an adapter reads its own. Everything secret in it is a `Secret`. */
export interface Credentials {
  readonly apiKey?: Secret;
  /** OpenAI's account headers. */
  readonly organization?: string;
  readonly project?: string;
  /** AWS; without them its default chain is asked. */
  readonly accessKeyId?: string;
  readonly secretAccessKey?: Secret;
  readonly sessionToken?: Secret;
  /** Microsoft Entra ID: an application, or a token made elsewhere. */
  readonly tenantId?: string;
  readonly clientId?: string;
  readonly clientSecret?: Secret;
  readonly entraToken?: Secret;
}

/** What one attempt wants from its target. The body is the original's; a retry starts from it again. */
export interface UpstreamCall {
  readonly instance: ProviderInstance;
  readonly format: WireFormat;
  readonly model: string;
  readonly stream: boolean;
  readonly body: Buffer;
  /** What the body is. */
  readonly contentType: string;
  readonly requestId: string;
  /** What the client's own protocol says in headers, where the target speaks it: a flat list. */
  readonly protocolHeaders: readonly string[];
}

export interface UpstreamRequest {
  readonly origin: string;
  readonly path: string;
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Flat name, value, name, value list: what undici takes without conversion. */
  readonly headers: readonly string[];
  readonly body: Buffer | null;
}

/** What is asked of an answer that the vendor keeps. */
export interface StoredAnswerQuestion {
  readonly method: 'GET' | 'DELETE';
  /** After the place of all answers: the answer's id, what of it is wanted, and the query. Begins with a slash. */
  readonly path: string;
  readonly requestId: string;
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
  /** About our key, our bill or our model: asked again soon, it would refuse again, whatever the request. */
  readonly ownTrouble?: true;
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
  /** What it speaks; the first one is translated into. */
  formats(instance: ProviderInstance, model: string): readonly [VendorDialect, ...WireFormat[]];
  capabilities(instance: ProviderInstance, model: string): Capabilities;
  /** What it wants changed in every body of this format (Vertex: the model out, a version in). */
  edits?(instance: ProviderInstance, format: WireFormat): readonly BodyEdit[];
  /** Pure and repeatable, and free of secrets: what it returns may be logged and compared in tests. */
  prepare(call: UpstreamCall): UpstreamRequest;
  /** Adds the vendor's proof of identity. Asynchronous only where a token must be fetched or a body signed. */
  authorize(request: UpstreamRequest, instance: ProviderInstance): UpstreamRequest | Promise<UpstreamRequest>;
  classify(failure: UpstreamFailure, instance: ProviderInstance): Verdict;
  readError(status: number, body: string, headers?: UpstreamHeaders): VendorError;
  /** How to ask the vendor which models it has, and how to read its answer. */
  readonly models: {
    request(instance: ProviderInstance): UpstreamRequest;
    /** A second list, read likewise, where the vendor has two. */
    alsoRequest?(instance: ProviderInstance): UpstreamRequest;
    read(body: JsonObject): ListedModel[];
    /** How to ask for all that the vendor tells of one model, where it tells more than its listing. */
    card?(instance: ProviderInstance, model: string): UpstreamRequest;
  };
  /** How to ask for an answer that the vendor keeps; `null`, or no such method, where it keeps none. */
  storedAnswer?(instance: ProviderInstance, question: StoredAnswerQuestion): UpstreamRequest | null;
  /** Headers that tell the client something about its own answer. Account names and the vendor's limits are not among them. */
  readonly passedOnHeaders: readonly string[];
  /** Built-in providers answer in process; everything else goes through the HTTP pools. */
  answerInProcess?(request: UpstreamRequest): InProcessAnswer;
}
