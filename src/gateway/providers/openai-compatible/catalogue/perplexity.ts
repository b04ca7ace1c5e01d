import type { CatalogueVendor } from './vendor.js';

/** Sonar's chat API ended on 2026-09-27; what took its place speaks the Responses API. */
export const perplexity = {
  name: 'perplexity',
  title: 'Perplexity',
  baseUrl: 'https://api.perplexity.ai/v1',
  keyVariable: 'PERPLEXITY_API_KEY',
  baseUrlVariable: 'PERPLEXITY_BASE_URL',
  prefixes: ['sonar'],
  quirks: {
    supportsChatApi: false,
    supportsResponsesApi: true,
    sideApis: [],
  },
  sources: [
    {
      about: 'address',
      fact: 'base URL and key',
      source: 'https://docs.perplexity.ai/docs/grounded-llm/openai-compatibility',
    },
    {
      about: 'supportsChatApi',
      fact: 'requests fail with "Sonar is now the Agent API"',
      source: 'https://github.com/danielmiessler/Fabric/releases/tag/v1.4.528',
    },
    {
      about: 'supportsChatApi',
      fact: 'how to move on',
      source: 'https://docs.perplexity.ai/docs/agent-api/migrate-from-sonar/overview',
    },
    {
      about: 'supportsResponsesApi',
      fact: 'POST /v1/responses',
      source: 'https://docs.perplexity.ai/docs/grounded-llm/openai-compatibility',
    },
    {
      about: 'sideApis',
      fact: 'embeddings are base64 of signed bytes, which OpenAI clients misread',
      source: 'https://reference.langchain.com/python/langchain-perplexity/embeddings/PerplexityEmbeddings',
    },
    { about: 'usage', fact: 'running totals on every chunk', source: 'recording compat/perplexity-stream' },
    { about: 'errors', fact: 'numeric code', source: 'recording compat/errors#3' },
  ],
} as const satisfies CatalogueVendor;
