import type { CatalogueVendor } from './vendor.js';

/**
 * Its Responses API is left aside: it keeps nothing and refuses developer messages
 * (https://github.com/EKKOLearnAI/hermes-studio/issues/1926), so translated into chat more arrives.
 */
export const deepseek = {
  name: 'deepseek',
  title: 'DeepSeek',
  baseUrl: 'https://api.deepseek.com',
  keyVariable: 'DEEPSEEK_API_KEY',
  baseUrlVariable: 'DEEPSEEK_BASE_URL',
  prefixes: ['deepseek-'],
  quirks: {
    sideApis: [],
    supportsVision: false,
    contentAsText: true,
    supportsStructuredOutput: false,
    supportsMultipleChoices: false,
    maxTokensField: 'max_tokens',
    reasoningEfforts: ['low', 'high', 'max'],
    reasoningSwitch: 'thinking',
    developerRole: 'system',
    reasoningField: 'reasoning_content',
    refusedFields: ['audio', 'functions', 'function_call', 'web_search_options'],
  },
  sources: [
    { about: 'address', fact: 'base URL', source: 'recording compat/deepseek-reasoning-tool-stream' },
    { about: 'address', fact: 'DEEPSEEK_API_KEY', source: 'https://api-docs.deepseek.com/' },
    {
      about: 'sideApis',
      fact: 'speech and images are a 404',
      source: 'https://github.com/nextcloud/integration_openai/issues/284',
    },
    {
      about: 'supportsVision',
      fact: '"unknown variant `image_url`, expected `text`"',
      source: 'https://github.com/rikkahub/rikkahub/issues/1433',
    },
    {
      about: 'contentAsText',
      fact: '"invalid type: sequence, expected a string"',
      source: 'https://github.com/QwenLM/qwen-code/pull/2320',
    },
    {
      about: 'supportsStructuredOutput',
      fact: '"This response_format type is unavailable now"; json_object works',
      source: 'https://github.com/llm-exe/llm-exe/issues/662',
    },
    {
      about: 'supportsMultipleChoices',
      fact: 'n is not in the request',
      source: 'https://api-docs.deepseek.com/api/create-chat-completion',
    },
    {
      about: 'maxTokensField',
      fact: 'max_tokens',
      source: 'https://api-docs.deepseek.com/api/create-chat-completion',
    },
    {
      about: 'reasoningEfforts',
      fact: 'low, high, max; others are mapped by the server, some to less',
      source: 'https://api-docs.deepseek.com/guides/thinking_mode',
    },
    {
      about: 'reasoningSwitch',
      fact: 'thinking is on unless disabled so',
      source: 'https://api-docs.deepseek.com/guides/thinking_mode',
    },
    {
      about: 'developerRole',
      fact: '"unknown variant `developer`"',
      source: 'https://github.com/eclipse-theia/theia/issues/15144',
    },
    {
      about: 'reasoningField',
      fact: 'must come back as reasoning_content with tool calls, else 400',
      source: 'https://api-docs.deepseek.com/guides/thinking_mode',
    },
    {
      about: 'refusedFields',
      fact: 'not in the request, and silently ignored',
      source: 'https://api-docs.deepseek.com/api/create-chat-completion',
    },
    {
      about: 'usage',
      fact: 'prompt_cache_hit_tokens are within prompt_tokens',
      source: 'recording compat/deepseek-reasoning-tool-stream',
    },
  ],
} as const satisfies CatalogueVendor;
