import type { CatalogueVendor } from './vendor.js';

export const vllm = {
  name: 'vllm',
  title: 'vLLM',
  baseUrl: 'http://127.0.0.1:8000/v1',
  keyVariable: 'VLLM_API_KEY',
  baseUrlVariable: 'VLLM_BASE_URL',
  prefixes: [],
  quirks: {
    supportsResponsesApi: true,
    sideApis: ['openai-completions', 'openai-embeddings', 'openai-transcriptions', 'rerank'],
    reasoningField: 'reasoning',
    unsupportedFields: ['user', 'safety_identifier'],
  },
  sources: [
    {
      about: 'address',
      fact: 'port 8000, VLLM_API_KEY',
      source: 'https://docs.vllm.ai/en/stable/serving/online_serving.html',
    },
    {
      about: 'supportsResponsesApi',
      fact: 'has it',
      source: 'https://docs.vllm.ai/en/stable/serving/online_serving.html',
    },
    {
      about: 'sideApis',
      fact: 'the list of endpoints',
      source: 'https://docs.vllm.ai/en/stable/serving/online_serving.html',
    },
    {
      about: 'reasoningField',
      fact: 'reasoning_content of earlier answers is silently dropped',
      source: 'https://github.com/vllm-project/vllm/issues/38488',
    },
    {
      about: 'unsupportedFields',
      fact: 'user is ignored',
      source: 'https://docs.vllm.ai/en/stable/serving/online_serving.html',
    },
    { about: 'errors', fact: 'older versions answer a flat object', source: 'recording compat/errors#16' },
  ],
} as const satisfies CatalogueVendor;
