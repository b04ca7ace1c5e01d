import { asCount, asVectors, type EmbeddingsVendor } from './embeddings.js';

/** Ollama as the target. */
export const ollamaEmbedVendor: EmbeddingsVendor = {
  dialect: 'ollama-embed',
  encodeRequest: ({ texts, dimensions, truncate }, model) => ({
    body: {
      model,
      input: [...texts],
      ...(dimensions === undefined ? {} : { dimensions }),
      ...(truncate === undefined ? {} : { truncate }),
    },
    losses: [],
  }),
  decodeAnswer({ embeddings, prompt_eval_count: count }) {
    const vectors = Array.isArray(embeddings) ? asVectors(embeddings) : null;
    return vectors && { vectors, inputTokens: asCount(count) };
  },
};
