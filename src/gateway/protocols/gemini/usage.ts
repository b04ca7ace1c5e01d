import { isJsonObject, type JsonObject, type JsonValue } from '../../../kernel/json.js';
import { inputTokens, type TokenUsage, totalTokens } from '../../../kernel/token-usage.js';

/**
 * `usageMetadata` as disjoint classes. Here the prompt includes cached tokens but not those that Google's own tools
 * added, and candidates exclude thoughts; the total is the sum of all four.
 */
export function readGeminiUsage(usage: JsonObject): TokenUsage {
  const prompt = count(usage, 'promptTokenCount');
  const cacheRead = Math.min(prompt, count(usage, 'cachedContentTokenCount'));
  const heard = audioIn(usage['promptTokensDetails']) - audioIn(usage['cacheTokensDetails']);
  const inputAudio = Math.min(prompt - cacheRead, Math.max(0, heard));
  const candidates = count(usage, 'candidatesTokenCount');
  const outputAudio = Math.min(candidates, audioIn(usage['candidatesTokensDetails']));
  return {
    inputUncached: prompt - cacheRead - inputAudio + count(usage, 'toolUsePromptTokenCount'),
    cacheRead,
    cacheWrite: 0,
    inputAudio,
    output: candidates - outputAudio,
    reasoning: count(usage, 'thoughtsTokenCount'),
    outputAudio,
    source: 'provider',
  };
}

/** Vertex AI's first chunks say only `trafficType`: nothing is known of the tokens yet. */
export function saysTokens(usage: JsonObject): boolean {
  return usage['promptTokenCount'] !== undefined || usage['totalTokenCount'] !== undefined;
}

export function writeGeminiUsage(usage: TokenUsage): JsonObject {
  const prompt = inputTokens(usage);
  const candidates = usage.output + usage.outputAudio;
  return {
    promptTokenCount: prompt,
    candidatesTokenCount: candidates,
    totalTokenCount: totalTokens(usage),
    ...(usage.cacheRead > 0 ? { cachedContentTokenCount: usage.cacheRead } : {}),
    ...(usage.reasoning > 0 ? { thoughtsTokenCount: usage.reasoning } : {}),
    ...(usage.inputAudio > 0 ? { promptTokensDetails: byModality(prompt, usage.inputAudio) } : {}),
    ...(usage.outputAudio > 0 ? { candidatesTokensDetails: byModality(candidates, usage.outputAudio) } : {}),
  };
}

function byModality(all: number, audio: number): JsonObject[] {
  return [
    { modality: 'TEXT', tokenCount: all - audio },
    { modality: 'AUDIO', tokenCount: audio },
  ];
}

function audioIn(details: JsonValue | undefined): number {
  if (!Array.isArray(details)) return 0;
  const audio = details.find((detail) => isJsonObject(detail) && detail['modality'] === 'AUDIO');
  return isJsonObject(audio) ? count(audio, 'tokenCount') : 0;
}

/** Zeros are left out. */
function count(fields: JsonObject, key: string): number {
  const value = fields[key];
  return typeof value === 'number' && value > 0 ? Math.floor(value) : 0;
}
