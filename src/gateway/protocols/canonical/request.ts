import type { JsonObject, JsonPointer, JsonValue } from '../../../kernel/json.js';
import type { Extensions } from './extensions.js';
import type { Signature } from './signature.js';

/**
 * The request every dialect decodes to and encodes from. Only ideas that at least two dialects share have a field here;
 * what one dialect alone can say travels in `extensions` and comes back through that dialect's own codec.
 * `undefined` means "not said": encoders never invent a default that the client did not choose.
 * `origin` is where the client's body says a thing; losses are reported under that name.
 */
export interface CanonicalRequest {
  readonly model: string;
  readonly stream: boolean;
  readonly messages: readonly CanonicalMessage[];
  readonly tools?: readonly CanonicalTool[];
  readonly toolChoice?: ToolChoice;
  readonly parallelToolCalls?: boolean;
  readonly output?: OutputFormat;
  readonly sampling: Sampling;
  readonly reasoning?: Reasoning;
  /** Tokens, visible and reasoning together. */
  readonly maxOutputTokens?: number;
  readonly choices?: number;
  readonly logprobs?: { readonly enabled: boolean; readonly top?: number };
  readonly includeUsage?: boolean;
  readonly endUser?: string;
  readonly metadata?: JsonObject;
  readonly serviceTier?: string;
  readonly cacheKey?: string;
  readonly extensions?: Extensions;
}

export interface Sampling {
  readonly temperature?: number;
  readonly topP?: number;
  readonly topK?: number;
  readonly seed?: number;
  readonly frequencyPenalty?: number;
  readonly presencePenalty?: number;
  readonly stop?: readonly string[];
}

export type ReasoningEffort = 'none' | 'minimal' | 'low' | 'medium' | 'high' | 'xhigh' | 'max';

export interface Reasoning {
  readonly effort?: ReasoningEffort;
  readonly budgetTokens?: number;
  readonly summary?: string;
}

export type OutputFormat =
  | { readonly kind: 'text' }
  | { readonly kind: 'json' }
  | {
      readonly kind: 'json-schema';
      readonly name?: string;
      readonly description?: string;
      readonly strict?: boolean;
      readonly schema: JsonValue;
    };

export interface CanonicalTool {
  readonly name: string;
  readonly description?: string;
  readonly parameters?: JsonObject;
  readonly strict?: boolean;
  /** It takes free text, in this format where one is said, instead of the JSON that `parameters` describe. */
  readonly custom?: { readonly format?: TextGrammar };
  readonly cacheBreakpoint?: CacheBreakpoint;
  readonly origin?: JsonPointer;
  readonly extensions?: Extensions;
}

export type TextGrammar =
  | { readonly kind: 'text' }
  | { readonly kind: 'grammar'; readonly syntax: string; readonly definition: string };

/** "Everything up to here will come again": Anthropic's `cache_control`, Bedrock's `cachePoint`. */
export interface CacheBreakpoint {
  readonly ttl?: '5m' | '1h';
}

export type ToolChoice =
  | { readonly kind: 'auto' | 'none' | 'required' }
  | { readonly kind: 'tool'; readonly name: string }
  | { readonly kind: 'subset'; readonly mode: 'auto' | 'required'; readonly names: readonly string[] };

export interface CanonicalMessage {
  readonly role: 'system' | 'developer' | 'user' | 'assistant' | 'tool';
  readonly name?: string;
  readonly content: readonly ContentPart[];
  readonly origin?: JsonPointer;
  readonly extensions?: Extensions;
}

export type ContentPart = PartContent & {
  readonly cacheBreakpoint?: CacheBreakpoint;
  readonly origin?: JsonPointer;
  readonly extensions?: Extensions;
};

type PartContent =
  | { readonly kind: 'text'; readonly text: string; readonly signature?: Signature }
  | { readonly kind: 'image'; readonly source: MediaSource; readonly detail?: string }
  | {
      readonly kind: 'document';
      readonly source: MediaSource;
      readonly filename?: string;
      /** The answer should say where in the document it found things. */
      readonly citations?: boolean;
    }
  | { readonly kind: 'audio'; readonly source: MediaSource }
  | {
      readonly kind: 'reasoning';
      readonly text: string;
      readonly signature?: Signature;
      /** The vendor hid the text; the signature is all there is. */
      readonly redacted?: boolean;
    }
  | { readonly kind: 'refusal'; readonly text: string }
  | {
      readonly kind: 'tool-call';
      readonly id: string;
      readonly name: string;
      /** JSON text as the model wrote it; `''` means no arguments. */
      readonly arguments: string;
      /** The arguments are the free text of a custom tool. */
      readonly custom?: boolean;
      readonly signature?: Signature;
    }
  | {
      readonly kind: 'tool-result';
      readonly callId: string;
      /** The called tool, where the dialect says it or the history tells. */
      readonly name?: string;
      readonly content: readonly ContentPart[];
      readonly isError?: boolean;
    };

/** One kind of part, e.g. `PartOf<'tool-call'>`. */
export type PartOf<Kind extends ContentPart['kind']> = Extract<ContentPart, { readonly kind: Kind }>;

export type MediaSource =
  | { readonly kind: 'base64'; readonly mediaType: string; readonly data: string }
  | { readonly kind: 'url'; readonly url: string; readonly mediaType?: string }
  | { readonly kind: 'file'; readonly fileId: string; readonly mediaType?: string }
  | { readonly kind: 'text'; readonly text: string; readonly mediaType?: string };
