import { isJsonObject, type JsonObject, type JsonValue } from '../../../kernel/json.js';
import type { TokenLogprob } from './event.js';

/**
 * Log probabilities in the form that OpenAI gave them (`{token, logprob, bytes, top_logprobs}`) and others took over.
 * `undefined` where there are none.
 */
export function decodeLogprobs(list: JsonValue | undefined): TokenLogprob[] | undefined {
  if (!Array.isArray(list) || list.length === 0) return undefined;
  return list.filter(isJsonObject).map(decodeLogprob);
}

function decodeLogprob(item: JsonObject): TokenLogprob {
  const { token, logprob, bytes, top_logprobs: top } = item;
  return {
    token: typeof token === 'string' ? token : '',
    logprob: typeof logprob === 'number' ? logprob : 0,
    ...(bytes === null || Array.isArray(bytes)
      ? { bytes: bytes && bytes.filter((byte) => typeof byte === 'number') }
      : {}),
    ...(Array.isArray(top) ? { top: top.filter(isJsonObject).map(decodeLogprob) } : {}),
  };
}

export function encodeLogprobs(logprobs: readonly TokenLogprob[]): JsonObject[] {
  return logprobs.map((item) => ({ ...encodeLogprob(item), top_logprobs: (item.top ?? []).map(encodeLogprob) }));
}

/** A vendor that gives no bytes (Gemini) gives tokens that are text. */
function encodeLogprob({ token, logprob, bytes = [...Buffer.from(token)] }: TokenLogprob): JsonObject {
  return { token, logprob, bytes: bytes && [...bytes] };
}
