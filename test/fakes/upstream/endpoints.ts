/** What the fake plays: one line per endpoint of a vendor; `*` stands for one step of the path. */
export const ENDPOINTS = {
  'openai.chat': 'POST /v1/chat/completions',
  'openai.responses': 'POST /v1/responses',
  'openai.models': 'GET /v1/models',
  'anthropic.messages': 'POST /v1/messages',
  'anthropic.count': 'POST /v1/messages/count_tokens',
  'gemini.generate': 'POST /v1beta/models/*:generateContent',
  'gemini.stream': 'POST /v1beta/models/*:streamGenerateContent',
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
  'azure.chat': 'POST /openai/deployments/*/chat/completions',
  'ollama.chat': 'POST /api/chat',
  'ollama.generate': 'POST /api/generate',
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
