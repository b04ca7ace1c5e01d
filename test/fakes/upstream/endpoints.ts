/** What the fake plays: one line per endpoint of a vendor. A further vendor is further lines. */
export const ENDPOINTS = {
  'openai.chat': 'POST /v1/chat/completions',
  'openai.models': 'GET /v1/models',
  'ollama.chat': 'POST /api/chat',
  'ollama.tags': 'GET /api/tags',
  'ollama.version': 'GET /api/version',
} as const;

export type Endpoint = keyof typeof ENDPOINTS;

export function endpointOf(method: string, path: string): Endpoint | undefined {
  const line = `${method} ${path.split('?')[0]}`;
  return (Object.keys(ENDPOINTS) as Endpoint[]).find((endpoint) => ENDPOINTS[endpoint] === line);
}
