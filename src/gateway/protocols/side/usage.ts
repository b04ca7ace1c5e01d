import { isJsonObject, type JsonObject } from '../../../kernel/json.js';
import { noUsage, type TokenUsage } from '../../../kernel/token-usage.js';

/**
 * `usage` of the calls beside answers, as disjoint classes. Embeddings and rerankers count `prompt_tokens` or only
 * `total_tokens`; images, transcripts and speech `input_tokens` and `output_tokens`. What is billed by the second or by
 * the search (`seconds`, `search_units`) costs no tokens.
 */
export function readSideUsage(usage: JsonObject): TokenUsage {
  const input = count(usage, 'input_tokens') || count(usage, 'prompt_tokens');
  const output = count(usage, 'output_tokens') || count(usage, 'completion_tokens');
  const known = input + output > 0 ? input : count(usage, 'total_tokens');
  // Transcripts say input_token_details, images input_tokens_details.
  const details = usage['input_token_details'] ?? usage['input_tokens_details'];
  const audio = isJsonObject(details) ? Math.min(count(details, 'audio_tokens'), known) : 0;
  return { ...noUsage('provider'), inputUncached: known - audio, inputAudio: audio, output };
}

function count(fields: JsonObject, key: string): number {
  const value = fields[key];
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? Math.floor(value) : 0;
}
