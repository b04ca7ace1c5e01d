import type { CatalogueVendor } from './vendor.js';

/**
 * Its Responses API is left aside: it holds no answer to a schema
 * (https://github.com/lmstudio-ai/lmstudio-bug-tracker/issues/2403), its chat API does.
 */
export const lmstudio = {
  name: 'lmstudio',
  title: 'LM Studio',
  baseUrl: 'http://127.0.0.1:1234/v1',
  keyVariable: 'LM_STUDIO_API_KEY',
  baseUrlVariable: 'LM_STUDIO_BASE_URL',
  prefixes: [],
  quirks: {
    supportsNamedToolChoice: false,
    supportsJsonMode: false,
  },
  sources: [
    { about: 'address', fact: 'port 1234', source: 'https://lmstudio.ai/docs/api/openai-api' },
    {
      about: 'supportsNamedToolChoice',
      fact: '"Supported string values: none, auto, required"',
      source: 'https://github.com/lmstudio-ai/lmstudio-bug-tracker/issues/670',
    },
    {
      about: 'supportsJsonMode',
      fact: "\"'response_format.type' must be 'json_schema' or 'text'\"",
      source: 'https://github.com/lmstudio-ai/lmstudio-bug-tracker/issues/189',
    },
    {
      about: 'errors',
      fact: '{"error": "text"}',
      source: 'https://github.com/lmstudio-ai/lmstudio-bug-tracker/issues/670',
    },
  ],
} as const satisfies CatalogueVendor;
