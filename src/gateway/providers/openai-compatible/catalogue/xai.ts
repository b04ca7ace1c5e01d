import type { CatalogueVendor } from './vendor.js';

export const xai = {
  name: 'xai',
  title: 'xAI',
  baseUrl: 'https://api.x.ai/v1',
  keyVariable: 'XAI_API_KEY',
  baseUrlVariable: 'XAI_BASE_URL',
  prefixes: ['grok-'],
  quirks: {
    supportsResponsesApi: true,
    sideApis: ['openai-images'],
    unsupportedFields: ['presence_penalty', 'frequency_penalty'],
    reasoningEfforts: ['none', 'low', 'medium', 'high', 'xhigh'],
    statusMeanings: [{ status: 400, bodyIncludes: 'Incorrect API key', means: 'own-key' }],
  },
  sources: [
    { about: 'address', fact: 'base URL and key', source: 'https://docs.x.ai/api-reference' },
    { about: 'supportsResponsesApi', fact: 'has it, and prefers it', source: 'https://docs.x.ai/api-reference' },
    { about: 'sideApis', fact: 'image generation', source: 'https://docs.x.ai/api-reference' },
    {
      about: 'unsupportedFields',
      fact: 'penalties are an error at reasoning models',
      source: 'https://docs.x.ai/docs/guides/reasoning',
    },
    {
      about: 'unsupportedFields',
      fact: 'and at every other model now offered',
      source: 'https://github.com/miaoxworld/NativeTavern/issues/83',
    },
    {
      about: 'reasoningEfforts',
      fact: 'what the models list as theirs',
      source: 'https://docs.rs/crate/mindfork/0.17.0/source/src/shared/api/openai/xai_tests.rs',
    },
    { about: 'statusMeanings', fact: 'a bad key is a 400', source: 'recording compat/errors#9' },
    {
      about: 'usage',
      fact: 'completion_tokens leave reasoning out; the total has it',
      source: 'recording compat/xai-reasoning-stream',
    },
    { about: 'errors', fact: '{"code", "error": "text"}', source: 'recording compat/errors#9' },
  ],
} as const satisfies CatalogueVendor;
