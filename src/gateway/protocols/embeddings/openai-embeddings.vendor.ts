import { isJsonObject } from '../../../kernel/json.js';
import type { Loss } from '../canonical/loss.js';
import { asCount, asVectors, type EmbeddingsVendor } from './embeddings.js';

/** OpenAI and its compatibles as the target. */
export const openaiEmbeddingsVendor: EmbeddingsVendor = {
  dialect: 'openai-embeddings',
  encodeRequest({ texts, dimensions, truncate }, model) {
    const losses: Loss[] = truncate
      ? [{ pointer: '/truncate', disposition: 'dropped', reason: 'it refuses a text that is too long' }]
      : [];
    return { body: { model, input: [...texts], ...(dimensions === undefined ? {} : { dimensions }) }, losses };
  },
  decodeAnswer({ data, usage }) {
    if (!Array.isArray(data)) return null;
    // Compatible servers may answer out of order; `index` says which text a vector belongs to.
    const rows = data.filter(isJsonObject).toSorted((one, other) => Number(one['index']) - Number(other['index']));
    const vectors = asVectors(rows.map(({ embedding }) => embedding));
    return vectors && { vectors, inputTokens: isJsonObject(usage) ? asCount(usage['prompt_tokens']) : null };
  },
};
