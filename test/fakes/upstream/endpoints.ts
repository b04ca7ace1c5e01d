/** What the fake plays: one line per endpoint of a vendor; `*` stands for one step of the path. */
export const ENDPOINTS = {
  'openai.chat': 'POST /v1/chat/completions',
  'openai.responses': 'POST /v1/responses',
  'openai.embeddings': 'POST /v1/embeddings',
  'openai.completions': 'POST /v1/completions',
  'openai.moderations': 'POST /v1/moderations',
  'openai.images': 'POST /v1/images/generations',
  'openai.image-edits': 'POST /v1/images/edits',
  'openai.transcriptions': 'POST /v1/audio/transcriptions',
  'openai.speech': 'POST /v1/audio/speech',
  'openai.rerank': 'POST /v1/rerank',
  'openai.response': 'GET /v1/responses/*',
  'openai.response-deletion': 'DELETE /v1/responses/*',
  'openai.response-input': 'GET /v1/responses/*/input_items',
  'openai.models': 'GET /v1/models',
  'anthropic.messages': 'POST /v1/messages',
  'anthropic.count': 'POST /v1/messages/count_tokens',
  'gemini.generate': 'POST /v1beta/models/*:generateContent',
  'gemini.stream': 'POST /v1beta/models/*:streamGenerateContent',
  'gemini.embed': 'POST /v1beta/models/*:batchEmbedContents',
  'gemini.count': 'POST /v1beta/models/*:countTokens',
  'gemini.models': 'GET /v1beta/models',
  'vertex.generate': 'POST /v1/projects/*/locations/*/publishers/google/models/*:generateContent',
  'vertex.stream': 'POST /v1/projects/*/locations/*/publishers/google/models/*:streamGenerateContent',
  'vertex.claude': 'POST /v1/projects/*/locations/*/publishers/anthropic/models/*:rawPredict',
  'vertex.claude-stream': 'POST /v1/projects/*/locations/*/publishers/anthropic/models/*:streamRawPredict',
  'google.metadata': 'GET /computeMetadata/v1/instance',
  'google.project': 'GET /computeMetadata/v1/project/project-id',
  'google.token': 'GET /computeMetadata/v1/instance/service-accounts/default/token',
  'bedrock.converse': 'POST /model/*/converse',
  'bedrock.stream': 'POST /model/*/converse-stream',
  'bedrock.models': 'GET /foundation-models',
  'bedrock.profiles': 'GET /inference-profiles',
  'azure.chat': 'POST /openai/deployments/*/chat/completions',
  'azure.v1-chat': 'POST /openai/v1/chat/completions',
  'azure.v1-response': 'GET /openai/v1/responses/*',
  'azure.deployments': 'GET /openai/deployments',
  'ollama.chat': 'POST /api/chat',
  'ollama.generate': 'POST /api/generate',
  'ollama.embed': 'POST /api/embed',
  'ollama.show': 'POST /api/show',
  'ollama.tags': 'GET /api/tags',
  'ollama.version': 'GET /api/version',
} as const;

export type Endpoint = keyof typeof ENDPOINTS;

const PATTERNS = (Object.entries(ENDPOINTS) as [Endpoint, string][]).map(
  ([endpoint, line]) => [endpoint, new RegExp(`^${line.replaceAll('*', '[^/]+?')}$`)] as const,
);

export function endpointOf(method: string, path: string): Endpoint | undefined {
  const line = `${method} ${path.split('?')[0]}`;
  return PATTERNS.find(([, pattern]) => pattern.test(line))?.[0];
}
