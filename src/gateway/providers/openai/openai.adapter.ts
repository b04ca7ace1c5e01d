import type { Capabilities } from '../../protocols/codec.js';
import { withBearer } from '../endpoint.js';
import { classifyHttpFailure } from '../failure-verdict.js';
import { prepareChat, prepareModels, readModels, readOpenAiError } from '../openai-shape.js';
import type { ProviderAdapter, ProviderInstance } from '../provider.js';

const CAPABILITIES: Capabilities = {
  tools: true,
  toolChoice: true,
  parallelToolCalls: true,
  vision: true,
  imageUrls: true,
  documents: true,
  audioInput: true,
  structuredOutput: true,
  reasoning: true,
  logprobs: true,
  multipleChoices: true,
};

/** https://platform.openai.com/docs/api-reference/authentication names the two optional headers. */
function accountHeaders({ credentials }: ProviderInstance): string[] {
  return [
    ...(credentials.organization ? ['openai-organization', credentials.organization] : []),
    ...(credentials.project ? ['openai-project', credentials.project] : []),
  ];
}

export const openAiAdapter: ProviderAdapter = {
  kind: 'openai',
  dialects: () => ['openai-chat'],
  capabilities: () => CAPABILITIES,
  prepare: (call) => prepareChat(call, accountHeaders(call.instance)),
  authorize: withBearer,
  classify: classifyHttpFailure,
  passedOnHeaders: ['openai-processing-ms', 'openai-version'],
  readError: readOpenAiError,
  models: { request: prepareModels, read: readModels },
};
