import type { CatalogueVendor } from './vendor.js';

export const openrouter = {
  name: 'openrouter',
  title: 'OpenRouter',
  baseUrl: 'https://openrouter.ai/api/v1',
  keyVariable: 'OPENROUTER_API_KEY',
  baseUrlVariable: 'OPENROUTER_BASE_URL',
  prefixes: [],
  quirks: {
    supportsResponsesApi: true,
    // Without `HTTP-Referer` no public page is made of it: whose traffic this is stays between operator and vendor.
    defaultHeaders: { 'X-Title': 'AI Gateway' },
  },
  sources: [
    { about: 'address', fact: 'base URL and key', source: 'https://openrouter.ai/docs/api-reference/overview' },
    {
      about: 'supportsResponsesApi',
      fact: 'has it, as a beta',
      source: 'https://openrouter.ai/docs/client-sdks/typescript/sdks/responses/README.md',
    },
    {
      about: 'defaultHeaders',
      fact: 'X-Title names the application',
      source: 'https://openrouter.ai/docs/app-attribution',
    },
    {
      about: 'usage',
      fact: 'stands on the finish chunk',
      source: 'recording compat/openrouter-tool-stream-reasoning-details',
    },
    {
      about: 'errors',
      fact: 'numeric code; metadata holds what the vendor behind it said',
      source: 'recording compat/errors#10',
    },
  ],
} as const satisfies CatalogueVendor;
