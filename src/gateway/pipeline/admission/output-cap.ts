import { isJsonObject, type JsonObject } from '../../../kernel/json.js';

/** Where the dialects say how long an answer may get, and inside which member. */
const PLACES: readonly (readonly [member: string | null, field: string])[] = [
  [null, 'max_completion_tokens'],
  [null, 'max_tokens'],
  [null, 'max_output_tokens'],
  ['generationConfig', 'maxOutputTokens'],
  ['generation_config', 'max_output_tokens'],
  ['options', 'num_predict'],
];

/** JSON has numbers of any size; more than that no limit allows, and sums of it are whole. */
const MOST_TOKENS = 1_000_000_000_000;

/** Tokens that the client lets the answer have at most, over all of its choices; `null` where it does not say. */
export function outputCap(body: JsonObject): number | null {
  for (const [member, field] of PLACES) {
    const holder = member === null ? body : body[member];
    const cap = isJsonObject(holder) ? holder[field] : undefined;
    // Ollama's -1 and -2 are "as long as you like".
    if (typeof cap === 'number' && cap > 0) return Math.min(Math.ceil(cap) * choices(body), MOST_TOKENS);
  }
  return null;
}

function choices({ n }: JsonObject): number {
  return typeof n === 'number' && n > 1 ? Math.ceil(n) : 1;
}
