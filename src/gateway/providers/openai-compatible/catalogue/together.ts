import type { CatalogueVendor } from './vendor.js';

export const together = {
  name: 'together',
  title: 'Together AI',
  baseUrl: 'https://api.together.ai/v1',
  keyVariable: 'TOGETHER_API_KEY',
  baseUrlVariable: 'TOGETHER_BASE_URL',
  prefixes: [],
  quirks: {
    sideApis: [
      'openai-completions',
      'openai-embeddings',
      'openai-images',
      'openai-speech',
      'openai-transcriptions',
      'rerank',
    ],
    maxTokensField: 'max_tokens',
  },
  sources: [
    {
      about: 'address',
      fact: 'base URL and key',
      source: 'https://docs.together.ai/docs/inference/openai-compatibility',
    },
    {
      about: 'sideApis',
      fact: 'the table of endpoints',
      source: 'https://docs.together.ai/docs/inference/openai-compatibility',
    },
    { about: 'sideApis', fact: 'rerank', source: 'https://docs.together.ai/reference/rerank' },
    {
      about: 'maxTokensField',
      fact: 'the reference knows max_tokens',
      source: 'https://docs.together.ai/reference/chat-completions-1',
    },
    { about: 'usage', fact: 'cached_tokens stands beside the details', source: 'recording compat/together-stream' },
  ],
} as const satisfies CatalogueVendor;
