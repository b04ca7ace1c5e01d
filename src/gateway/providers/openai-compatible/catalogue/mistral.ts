import type { CatalogueVendor } from './vendor.js';

const REQUEST =
  'https://github.com/mistralai/client-python/blob/main/src/mistralai/client/models/chatcompletionrequest.py';

/** Refuses every field that it does not know with 422 "Extra inputs are not permitted". */
export const mistral = {
  name: 'mistral',
  title: 'Mistral',
  baseUrl: 'https://api.mistral.ai/v1',
  keyVariable: 'MISTRAL_API_KEY',
  baseUrlVariable: 'MISTRAL_BASE_URL',
  prefixes: [
    'mistral-',
    'magistral-',
    'ministral-',
    'codestral-',
    'devstral-',
    'pixtral-',
    'voxtral-',
    'open-mistral-',
    'open-mixtral-',
  ],
  quirks: {
    sideApis: ['openai-embeddings', 'openai-moderations', 'openai-transcriptions'],
    supportsStreamOptions: false,
    streamsUsageUnasked: true,
    supportsLogprobs: false,
    maxTokensField: 'max_tokens',
    seedField: 'random_seed',
    reasoningEfforts: ['none', 'high'],
    developerRole: 'system',
    reasoningField: 'thinking-part',
    toolCallIdFormat: 'alphanumeric-9',
    unsupportedFields: [
      'logit_bias',
      'modalities',
      'prompt_cache_options',
      'prompt_cache_retention',
      'safety_identifier',
      'service_tier',
      'store',
      'top_k',
      'user',
      'verbosity',
    ],
    refusedFields: ['audio', 'functions', 'function_call', 'web_search_options'],
    unsupportedMessageFields: ['name', 'refusal', 'annotations', 'reasoning_details'],
    passedOnHeaders: ['mistral-correlation-id'],
  },
  sources: [
    { about: 'address', fact: 'base URL', source: 'recording compat/mistral-tool-stream' },
    { about: 'address', fact: 'MISTRAL_API_KEY', source: 'https://docs.mistral.ai/getting-started/quickstart/' },
    { about: 'sideApis', fact: 'the list of endpoints', source: 'https://docs.mistral.ai/api/' },
    {
      about: 'supportsStreamOptions',
      fact: '422 where they are sent',
      source: 'https://github.com/openai/openai-agents-python/issues/442',
    },
    {
      about: 'streamsUsageUnasked',
      fact: 'usage stands on the finish chunk of a stream that did not ask',
      source: 'recording compat/mistral-tool-stream',
    },
    { about: 'supportsLogprobs', fact: 'not in the request', source: REQUEST },
    {
      about: 'maxTokensField',
      fact: 'max_completion_tokens is a 422',
      source: 'https://github.com/editor-code-assistant/eca/issues/231',
    },
    { about: 'seedField', fact: 'random_seed', source: REQUEST },
    {
      about: 'reasoningEfforts',
      fact: 'none and high',
      source: 'https://docs.mistral.ai/capabilities/reasoning/',
    },
    { about: 'developerRole', fact: 'system, user, assistant and tool are all the roles', source: REQUEST },
    {
      about: 'reasoningField',
      fact: 'reasoning_content is a 422',
      source: 'https://github.com/charmbracelet/crush/issues/1590',
    },
    {
      about: 'reasoningField',
      fact: 'thinking comes and goes back as a content part',
      source: 'recording compat/mistral-thinking#1',
    },
    {
      about: 'toolCallIdFormat',
      fact: '"must be a-z, A-Z, 0-9, with a length of 9"',
      source: 'https://github.com/mistralai/mistral-vibe/issues/1075',
    },
    { about: 'unsupportedFields', fact: 'not in the request, and extra fields are a 422', source: REQUEST },
    {
      about: 'unsupportedFields',
      fact: 'store is a 422',
      source: 'https://github.com/Gitlawb/openclaude/issues/739',
    },
    { about: 'refusedFields', fact: 'not in the request', source: REQUEST },
    {
      about: 'unsupportedMessageFields',
      fact: 'messages are closed schemas',
      source: 'https://github.com/OpenMinis/OpenMinis/issues/87',
    },
    { about: 'passedOnHeaders', fact: 'what its support asks for', source: 'recording compat/mistral-thinking' },
    { about: 'errors', fact: 'flat objects, and {"detail"} for a bad key', source: 'recording compat/errors#5' },
  ],
} as const satisfies CatalogueVendor;
