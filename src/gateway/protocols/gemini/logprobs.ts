import { isJsonObject, type JsonObject, type JsonValue } from '../../../kernel/json.js';
import type { TokenLogprob } from '../canonical/event.js';

/** `logprobsResult`: the chosen tokens, and beside each its rivals. `undefined` where there are none. */
export function decodeLogprobsResult(result: JsonValue | undefined): TokenLogprob[] | undefined {
  if (!isJsonObject(result) || !Array.isArray(result['chosenCandidates'])) return undefined;
  const rivals = Array.isArray(result['topCandidates']) ? result['topCandidates'] : [];
  const chosen = result['chosenCandidates'].filter(isJsonObject).map((candidate, index) => {
    const near = rivals[index];
    const top = isJsonObject(near) && Array.isArray(near['candidates']) ? near['candidates'] : undefined;
    return { ...decodeCandidate(candidate), ...(top && { top: top.filter(isJsonObject).map(decodeCandidate) }) };
  });
  return chosen.length === 0 ? undefined : chosen;
}

function decodeCandidate({ token, logProbability }: JsonObject): TokenLogprob {
  return {
    token: typeof token === 'string' ? token : '',
    logprob: typeof logProbability === 'number' ? logProbability : 0,
  };
}

export function encodeLogprobsResult(logprobs: readonly TokenLogprob[]): JsonObject {
  return {
    chosenCandidates: logprobs.map(encodeCandidate),
    topCandidates: logprobs.map(({ top }) => ({ candidates: (top ?? []).map(encodeCandidate) })),
  };
}

function encodeCandidate({ token, logprob }: TokenLogprob): JsonObject {
  return { token, logProbability: logprob };
}
