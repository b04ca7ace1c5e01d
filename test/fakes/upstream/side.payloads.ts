/** Answers of the calls beside chat, in their vendors' shapes. */

/** Exact in 32 bits, so that floats and base64 can be compared. */
export const VECTORS = [
  [0.5, -0.25, 1],
  [0, 2, -1.5],
];

export const EMBEDDINGS = {
  object: 'list',
  data: VECTORS.map((embedding, index) => ({ object: 'embedding', index, embedding })),
  model: 'text-embedding-fake',
  usage: { prompt_tokens: 5, total_tokens: 5 },
};

export const OLLAMA_EMBEDDINGS = {
  model: 'embed-fake',
  embeddings: VECTORS,
  total_duration: 14_143_917,
  load_duration: 1_019_500,
  prompt_eval_count: 8,
};

/** `:batchEmbedContents`. */
export const GEMINI_EMBEDDINGS = { embeddings: VECTORS.map((values) => ({ values })) };

export function completionChunk(text: string, finishReason: string | null = null): object {
  return {
    id: 'cmpl-fake',
    object: 'text_completion',
    created: 1_760_000_000,
    model: 'gpt-3.5-turbo-instruct',
    choices: [{ index: 0, text, logprobs: null, finish_reason: finishReason }],
  };
}

export const COMPLETION_USAGE = {
  id: 'cmpl-fake',
  object: 'text_completion',
  created: 1_760_000_000,
  model: 'gpt-3.5-turbo-instruct',
  choices: [],
  usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 },
};

export const MODERATION = {
  id: 'modr-fake',
  model: 'omni-moderation-latest',
  results: [{ flagged: false, categories: { violence: false }, category_scores: { violence: 0.01 } }],
};

export const IMAGES = {
  created: 1_760_000_000,
  data: [{ b64_json: 'aGVsbG8=' }],
  usage: {
    input_tokens: 10,
    input_tokens_details: { text_tokens: 4, image_tokens: 6 },
    output_tokens: 20,
    total_tokens: 30,
  },
};

export const TRANSCRIPT = {
  text: 'Hello there.',
  usage: {
    type: 'tokens',
    input_tokens: 14,
    input_token_details: { text_tokens: 4, audio_tokens: 10 },
    output_tokens: 3,
    total_tokens: 17,
  },
};

export const RERANKING = {
  id: 'rerank-fake',
  model: 'rerank-fake',
  results: [
    { index: 1, relevance_score: 0.9 },
    { index: 0, relevance_score: 0.1 },
  ],
  usage: { prompt_tokens: 9, total_tokens: 9 },
};
