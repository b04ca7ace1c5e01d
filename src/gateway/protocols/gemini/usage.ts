import { isJsonObject, type JsonObject, type JsonValue } from '../../../kernel/json.js';
import { inputTokens, tokenCount, type TokenUsage, totalTokens, withExtras } from '../../../kernel/token-usage.js';

/**
 * `usageMetadata` as disjoint classes. Here the prompt includes cached tokens but not those that Google's own tools
 * added, and candidates exclude thoughts; the total is the sum of all four.
 */
export function readGeminiUsage(usage: JsonObject): TokenUsage {
  const prompt = count(usage, 'promptTokenCount');
  const cacheRead = Math.min(prompt, count(usage, 'cachedContentTokenCount'));
  const heard = heardOrSeen(usage, 'AUDIO');
  const inputAudio = Math.min(prompt - cacheRead, heard);
  const candidates = count(usage, 'candidatesTokenCount');
  const outputAudio = Math.min(candidates, countOf('AUDIO', usage['candidatesTokensDetails']));
  const outputImage = Math.min(candidates - outputAudio, countOf('IMAGE', usage['candidatesTokensDetails']));
  const counted: TokenUsage = {
    inputUncached: prompt - cacheRead - inputAudio + count(usage, 'toolUsePromptTokenCount'),
    cacheRead,
    cacheWrite: 0,
    inputAudio,
    output: candidates - outputAudio,
    reasoning: count(usage, 'thoughtsTokenCount'),
    outputAudio,
    source: 'provider',
  };
  const inputImage = Math.min(prompt - cacheRead - inputAudio, heardOrSeen(usage, 'IMAGE'));
  return withExtras(counted, { inputImage, outputImage });
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
    ...byModality('promptTokensDetails', prompt, usage.inputAudio, usage.inputImage ?? 0),
    ...byModality('candidatesTokensDetails', candidates, usage.outputAudio, usage.outputImage ?? 0),
  };
}

/** Nothing where all of it is text. */
function byModality(field: string, all: number, audio: number, image: number): JsonObject {
  if (audio === 0 && image === 0) return {};
  const counts = { TEXT: all - audio - image, AUDIO: audio, IMAGE: image };
  const details = Object.entries(counts).map(([modality, tokenCount]) => ({ modality, tokenCount }));
  return { [field]: details.filter(({ modality, tokenCount }) => modality === 'TEXT' || tokenCount > 0) };
}

/** Of the prompt, without what the cache had of it. */
function heardOrSeen(usage: JsonObject, modality: 'AUDIO' | 'IMAGE'): number {
  const all = countOf(modality, usage['promptTokensDetails']);
  return Math.max(0, all - countOf(modality, usage['cacheTokensDetails']));
}

function countOf(modality: 'AUDIO' | 'IMAGE', details: JsonValue | undefined): number {
  if (!Array.isArray(details)) return 0;
  const found = details.find((detail) => isJsonObject(detail) && detail['modality'] === modality);
  return isJsonObject(found) ? count(found, 'tokenCount') : 0;
}

/** Zeros are left out. */
function count(fields: JsonObject, key: string): number {
  return tokenCount(fields[key]);
}
