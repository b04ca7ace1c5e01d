import { anthropicAdapter } from './anthropic/anthropic.adapter.js';
import { azureOpenAiAdapter } from './azure-openai/azure-openai.adapter.js';
import { bedrockAdapter } from './bedrock/bedrock.adapter.js';
import { echoAdapter } from './echo/echo.adapter.js';
import { geminiAdapter } from './gemini/gemini.adapter.js';
import { ollamaAdapter } from './ollama/ollama.adapter.js';
import { openAiAdapter } from './openai/openai.adapter.js';
import { openAiCompatibleAdapter } from './openai-compatible/openai-compatible.adapter.js';
import type { ProviderAdapter, ProviderKind } from './provider.js';
import { vertexAdapter } from './vertex/vertex.adapter.js';

/** The registry. A kind without an adapter does not compile. */
export const PROVIDERS = {
  openai: openAiAdapter,
  anthropic: anthropicAdapter,
  'openai-compatible': openAiCompatibleAdapter,
  'azure-openai': azureOpenAiAdapter,
  bedrock: bedrockAdapter,
  gemini: geminiAdapter,
  vertex: vertexAdapter,
  ollama: ollamaAdapter,
  echo: echoAdapter,
} satisfies Record<ProviderKind, ProviderAdapter>;

export function adapterFor(kind: ProviderKind): ProviderAdapter {
  return PROVIDERS[kind];
}
