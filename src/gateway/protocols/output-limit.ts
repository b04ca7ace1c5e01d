import { isJsonObject, type JsonObject } from '../../kernel/json.js';

/** Where the dialects say how long an answer may get, and inside which member. */
const PLACES: readonly (readonly [member: string | null, field: string])[] = [
  [null, 'max_completion_tokens'],
  [null, 'max_tokens'],
  [null, 'max_output_tokens'],
  ['generationConfig', 'maxOutputTokens'],
  ['generation_config', 'max_output_tokens'],
  ['options', 'num_predict'],
];

/** Tokens that the client lets one answer have at most, whole; `null` where it does not say. */
export function outputLimit(body: JsonObject): number | null {
  for (const [member, field] of PLACES) {
    const holder = member === null ? body : body[member];
    const limit = isJsonObject(holder) ? holder[field] : undefined;
    // Ollama's -1 and -2 are "as long as you like".
    if (typeof limit === 'number' && limit > 0) return Math.ceil(limit);
  }
  return null;
}
