import { isJsonObject, type JsonObject } from '../../../kernel/json.js';
import { noUsage, tokenCount, type TokenUsage, withExtras } from '../../../kernel/token-usage.js';

/**
 * `usage` of the calls beside answers, as disjoint classes. Embeddings and rerankers count `prompt_tokens` or only
 * `total_tokens`; images, transcripts and speech `input_tokens` and `output_tokens`, pictures among them apart. What is
 * billed by the second or by the search (`seconds`, `search_units`) costs no tokens.
 */
export function readSideUsage(usage: JsonObject): TokenUsage {
  const input = count(usage, 'input_tokens') || count(usage, 'prompt_tokens');
  const output = count(usage, 'output_tokens') || count(usage, 'completion_tokens');
  const known = input + output > 0 ? input : count(usage, 'total_tokens');
  // Transcripts say input_token_details, images input_tokens_details.
  const details = objectIn(usage, 'input_token_details') ?? objectIn(usage, 'input_tokens_details') ?? {};
  const audio = Math.min(count(details, 'audio_tokens'), known);
  const cacheRead = Math.min(count(details, 'cached_tokens'), known - audio);
  const uncached = known - audio - cacheRead;
  return withExtras(
    { ...noUsage('provider'), inputUncached: uncached, cacheRead, inputAudio: audio, output },
    {
      inputImage: Math.min(count(details, 'image_tokens'), uncached),
      outputImage: Math.min(count(objectIn(usage, 'output_tokens_details') ?? {}, 'image_tokens'), output),
      searches: count(usage, 'search_units'),
      audioMs: milliseconds(usage['seconds']),
    },
  );
}

function objectIn(usage: JsonObject, key: string): JsonObject | null {
  const value = usage[key];
  return isJsonObject(value) ? value : null;
}

function milliseconds(seconds: unknown): number {
  return typeof seconds === 'number' ? tokenCount(Math.round(seconds * 1000)) : 0;
}

function count(fields: JsonObject, key: string): number {
  return tokenCount(fields[key]);
}
