import type { JsonObject } from '../../../kernel/json.js';
import type { Loss } from '../canonical/loss.js';
import type { SideDialect } from '../dialect.js';

/** What every vendor's embeddings call asks. */
export interface EmbeddingsRequest {
  readonly texts: readonly string[];
  /** How long the vectors shall be, where the client says. */
  readonly dimensions?: number;
  /** What becomes of a text that is longer than the model reads: cut, or an error. Absent where the client leaves it open. */
  readonly truncate?: boolean;
}

export interface EmbeddingsAnswer {
  /** One for each text, in their order. */
  readonly vectors: readonly (readonly number[])[];
  /** Tokens read; `null` where the vendor does not count. */
  readonly inputTokens: number | null;
}

export interface AnsweredEmbeddings {
  readonly vectors: EmbeddingsAnswer['vectors'];
  readonly model: string;
  readonly inputTokens: number;
}

export interface DecodedEmbeddings {
  readonly request: EmbeddingsRequest;
  readonly losses: readonly Loss[];
  /** The answer in the client's words, encoded as it asked. */
  encodeAnswer(answer: AnsweredEmbeddings): JsonObject;
}

/** The client's side of one embeddings format. */
export interface EmbeddingsClient {
  readonly dialect: SideDialect;
  /** Throws GatewayError (missing_field, invalid_field) naming the field. */
  decodeRequest(raw: JsonObject): DecodedEmbeddings;
}

/** The vendor's side of one embeddings format. */
export interface EmbeddingsVendor {
  readonly dialect: SideDialect;
  /** Losses name the canonical field, which is also the client's name of whatever can be lost here. */
  encodeRequest(request: EmbeddingsRequest, model: string): { body: JsonObject; losses: readonly Loss[] };
  /** `null` for what is no answer. */
  decodeAnswer(raw: JsonObject): EmbeddingsAnswer | null;
}

/** A list of numbers, or `null`. */
export function asVector(value: unknown): number[] | null {
  if (!Array.isArray(value)) return null;
  return value.every((item) => typeof item === 'number') ? value : null;
}

/** A list of vectors, or `null` if any of them is none. */
export function asVectors(values: readonly unknown[]): number[][] | null {
  const vectors = values.map(asVector);
  return vectors.includes(null) ? null : (vectors as number[][]);
}

export function asCount(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? Math.floor(value) : null;
}
