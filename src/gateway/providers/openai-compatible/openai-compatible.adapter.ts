import { withBearer } from '../endpoint.js';
import { classifyHttpFailure } from '../failure-verdict.js';
import { prepareOpenAi, prepareModels, prepareStoredAnswer, readModels, readOpenAiError } from '../openai-shape.js';
import type { ProviderAdapter } from '../provider.js';

/** Any server that speaks OpenAI's chat protocol, and perhaps Responses beside it. How it differs is in its quirks. */
export const openAiCompatibleAdapter: ProviderAdapter = {
  kind: 'openai-compatible',
  formats: ({ quirks }) => (quirks.supportsResponsesApi ? ['openai-chat', 'openai-responses'] : ['openai-chat']),
  capabilities: ({ quirks }) => ({
    tools: quirks.supportsTools,
    toolChoice: quirks.supportsToolChoice,
    parallelToolCalls: quirks.supportsParallelToolCalls,
    vision: quirks.supportsVision,
    imageUrls: quirks.supportsVision,
    documents: true,
    audioInput: true,
    structuredOutput: quirks.supportsStructuredOutput,
    reasoning: true,
    logprobs: true,
    multipleChoices: true,
  }),
  prepare: (call) => prepareOpenAi(call),
  storedAnswer: (instance, question) =>
    instance.quirks.supportsResponsesApi ? prepareStoredAnswer(instance, question) : null,
  authorize: withBearer,
  classify: classifyHttpFailure,
  passedOnHeaders: [],
  readError: readOpenAiError,
  models: { request: prepareModels, read: readModels },
};
