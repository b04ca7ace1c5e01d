import type { CatalogueVendor } from './vendor.js';

export const fireworks = {
  name: 'fireworks',
  title: 'Fireworks AI',
  baseUrl: 'https://api.fireworks.ai/inference/v1',
  keyVariable: 'FIREWORKS_API_KEY',
  baseUrlVariable: 'FIREWORKS_BASE_URL',
  prefixes: ['accounts/fireworks/'],
  quirks: {
    supportsResponsesApi: true,
    reasoningField: 'reasoning_content',
    passedOnHeaders: ['fireworks-prompt-tokens', 'fireworks-cached-prompt-tokens'],
  },
  sources: [
    {
      about: 'address',
      fact: 'base URL and key',
      source: 'https://docs.fireworks.ai/tools-sdks/openai-compatibility',
    },
    { about: 'supportsResponsesApi', fact: 'has it', source: 'https://docs.fireworks.ai/guides/response-api' },
    {
      about: 'reasoningField',
      fact: 'reasoning is given as reasoning_content',
      source: 'https://docs.fireworks.ai/guides/reasoning',
    },
    {
      about: 'reasoningField',
      fact: 'and taken back so',
      source: 'https://docs.getbifrost.ai/providers/supported-providers/fireworks',
    },
    { about: 'passedOnHeaders', fact: 'tokens of this prompt', source: 'recording compat/fireworks-text' },
  ],
} as const satisfies CatalogueVendor;
