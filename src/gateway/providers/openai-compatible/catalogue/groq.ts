import type { CatalogueVendor } from './vendor.js';

export const groq = {
  name: 'groq',
  title: 'Groq',
  baseUrl: 'https://api.groq.com/openai/v1',
  keyVariable: 'GROQ_API_KEY',
  baseUrlVariable: 'GROQ_BASE_URL',
  prefixes: [],
  quirks: {
    supportsResponsesApi: true,
    sideApis: ['openai-transcriptions', 'openai-speech'],
    supportsLogprobs: false,
    supportsMultipleChoices: false,
    unsupportedFields: ['logit_bias', 'store', 'prompt_cache_key', 'verbosity'],
    unsupportedMessageFields: ['name', 'refusal', 'annotations', 'reasoning_details'],
    reasoningField: 'reasoning',
    reasoningEfforts: ['none', 'low', 'medium', 'high'],
    statusMeanings: [{ status: 413, bodyIncludes: 'rate_limit_exceeded', means: 'rate-limit' }],
  },
  sources: [
    { about: 'address', fact: 'base URL and key', source: 'https://console.groq.com/docs/openai' },
    { about: 'supportsResponsesApi', fact: 'has it', source: 'https://console.groq.com/docs/openai' },
    {
      about: 'sideApis',
      fact: 'transcriptions and speech; no text completions',
      source: 'https://console.groq.com/docs/openai',
    },
    { about: 'supportsLogprobs', fact: '400 where they are sent', source: 'https://console.groq.com/docs/openai' },
    { about: 'supportsMultipleChoices', fact: 'n must be 1', source: 'https://console.groq.com/docs/openai' },
    { about: 'unsupportedFields', fact: 'logit_bias is a 400', source: 'https://console.groq.com/docs/openai' },
    {
      about: 'unsupportedFields',
      fact: '"property \'store\' is unsupported"',
      source: 'https://github.com/fanenr/chatbot/issues/21',
    },
    {
      about: 'unsupportedFields',
      fact: 'prompt_cache_key and verbosity are not taken',
      source: 'https://docs.getbifrost.ai/providers/supported-providers/groq',
    },
    {
      about: 'unsupportedMessageFields',
      fact: 'messages[].name is a 400',
      source: 'https://console.groq.com/docs/openai',
    },
    {
      about: 'unsupportedMessageFields',
      fact: 'properties it does not know are a 400',
      source: 'https://github.com/ServiceStack/llms/issues/17',
    },
    {
      about: 'reasoningField',
      fact: 'assistant messages hold reasoning',
      source:
        'https://github.com/groq/groq-python/blob/main/src/groq/types/chat/chat_completion_assistant_message_param.py',
    },
    {
      about: 'reasoningField',
      fact: '"property \'reasoning_content\' is unsupported"',
      source: 'https://github.com/SimonSchubert/Kai/issues/265',
    },
    {
      about: 'reasoningEfforts',
      fact: 'none (and default) for some models, low, medium and high for others',
      source: 'https://console.groq.com/docs/reasoning',
    },
    { about: 'statusMeanings', fact: '413 is too many tokens a minute', source: 'recording compat/errors#14' },
    { about: 'usage', fact: 'said twice, also as x_groq.usage', source: 'recording compat/groq-text-stream' },
    {
      about: 'errors',
      fact: 'tool_use_failed brings the failed_generation',
      source: 'recording compat/errors#0',
    },
  ],
} as const satisfies CatalogueVendor;
