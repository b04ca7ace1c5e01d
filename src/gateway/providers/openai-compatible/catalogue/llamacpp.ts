import type { CatalogueVendor } from './vendor.js';

/** `llama-server`. */
export const llamacpp = {
  name: 'llamacpp',
  title: 'llama.cpp server',
  baseUrl: 'http://127.0.0.1:8080/v1',
  keyVariable: 'LLAMA_CPP_API_KEY',
  baseUrlVariable: 'LLAMA_CPP_BASE_URL',
  prefixes: [],
  quirks: {
    supportsResponsesApi: true,
    sideApis: ['openai-completions', 'openai-embeddings', 'rerank'],
    supportsNamedToolChoice: false,
    reasoningField: 'reasoning_content',
  },
  sources: [
    {
      about: 'address',
      fact: 'port 8080',
      source: 'https://github.com/ggml-org/llama.cpp/blob/master/tools/server/README.md',
    },
    {
      about: 'supportsResponsesApi',
      fact: 'has it',
      source: 'https://github.com/ggml-org/llama.cpp/pull/20079',
    },
    {
      about: 'sideApis',
      fact: 'the list of endpoints',
      source: 'https://github.com/ggml-org/llama.cpp/blob/master/tools/server/README.md',
    },
    {
      about: 'supportsNamedToolChoice',
      fact: 'a named tool_choice silently becomes auto',
      source: 'https://github.com/ggml-org/llama.cpp/issues/26535',
    },
    {
      about: 'reasoningField',
      fact: 'reasoning_content',
      source: 'recording compat/llamacpp-thinking-stream',
    },
    { about: 'errors', fact: 'numeric code', source: 'recording compat/errors#12' },
  ],
} as const satisfies CatalogueVendor;
