import { isJsonObject, type JsonObject } from '../../../kernel/json.js';
import type { Loss } from '../canonical/loss.js';
import { asCount, asVectors, type EmbeddingsVendor } from './embeddings.js';

/**
 * Gemini as the target: `models/{model}:batchEmbedContents`, https://ai.google.dev/api/embeddings. Whether a text
 * that is too long is cut cannot be said for every model.
 */
export const geminiEmbeddingsVendor: EmbeddingsVendor = {
  dialect: 'gemini-embeddings',
  encodeRequest({ texts, dimensions, truncate }, model) {
    const losses: Loss[] = truncate
      ? [{ pointer: '/truncate', disposition: 'dropped', reason: 'the model itself decides about long texts' }]
      : [];
    const one = (text: string): JsonObject => ({
      // Each request of a batch names the model again.
      model: `models/${model}`,
      content: { parts: [{ text }] },
      ...(dimensions === undefined ? {} : { outputDimensionality: dimensions }),
    });
    return { body: { requests: texts.map(one) }, losses };
  },
  decodeAnswer({ embeddings, usageMetadata: usage }) {
    if (!Array.isArray(embeddings)) return null;
    const vectors = asVectors(embeddings.map((embedding) => (isJsonObject(embedding) ? embedding['values'] : null)));
    // Older models do not count.
    return vectors && { vectors, inputTokens: isJsonObject(usage) ? asCount(usage['promptTokenCount']) : null };
  },
};
