import type { Quirks, QuirksInput } from '../../quirks.js';

/** The vendors whose differences are known. A name without a row does not compile. */
export type VendorName =
  | 'groq'
  | 'together'
  | 'fireworks'
  | 'mistral'
  | 'deepseek'
  | 'xai'
  | 'openrouter'
  | 'perplexity'
  | 'vllm'
  | 'lmstudio'
  | 'llamacpp';

/** One vendor as data. */
export interface CatalogueVendor {
  readonly name: VendorName;
  /** As people know it. */
  readonly title: string;
  /** Where it is; for servers of one's own the usual port of this machine. */
  readonly baseUrl: string;
  readonly keyVariable: `${string}_API_KEY`;
  readonly baseUrlVariable: `${string}_BASE_URL`;
  /** Beginnings of model names that are this vendor's alone. */
  readonly prefixes: readonly string[];
  readonly quirks: QuirksInput;
  readonly sources: readonly QuirkSource[];
}

/** What proves that a quirk is one. */
export interface QuirkSource {
  /** `address` is the base URL and its variables; `usage` and `errors` are what the readers have to know. */
  readonly about: keyof Quirks | 'address' | 'usage' | 'errors';
  /** The fact, in half a sentence. */
  readonly fact: string;
  /** A page, an issue, or recorded traffic: `recording compat/<case>`. */
  readonly source: `https://${string}` | `recording ${string}`;
}
