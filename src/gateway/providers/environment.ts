import { z } from 'zod';
import { anthropicEnvironment, anthropicProviders } from './anthropic/anthropic.environment.js';
import { azureOpenAiEnvironment, azureOpenAiProviders } from './azure-openai/azure-openai.environment.js';
import { bedrockEnvironment, bedrockProviders } from './bedrock/bedrock.environment.js';
import { echoProvider } from './echo/echo.definition.js';
import { geminiEnvironment, geminiProviders } from './gemini/gemini.environment.js';
import { LOCAL_ADDRESS, ollamaProvider } from './ollama/ollama.definition.js';
import { ollamaEnvironment, ollamaProviders } from './ollama/ollama.environment.js';
import {
  CATALOGUE_HINTS,
  CATALOGUE_PREFIXES,
  catalogueEnvironment,
  catalogueProviders,
} from './openai-compatible/catalogue.environment.js';
import { compatibleEnvironment, compatibleProviders } from './openai-compatible/openai-compatible.environment.js';
import { openAiEnvironment, openAiProviders } from './openai/openai.environment.js';
import type { ProviderInstance, ProviderKind } from './provider.js';
import { vertexEnvironment, vertexProviders } from './vertex/vertex.environment.js';

/** What sets each kind of provider up. A kind without an entry does not compile. */
export const ENVIRONMENT_BY_KIND = {
  openai: openAiEnvironment,
  'azure-openai': azureOpenAiEnvironment,
  anthropic: anthropicEnvironment,
  gemini: geminiEnvironment,
  vertex: vertexEnvironment,
  bedrock: bedrockEnvironment,
  'openai-compatible': { ...catalogueEnvironment, ...compatibleEnvironment },
  ollama: ollamaEnvironment,
  // Its switch is a setting of the gateway itself: ECHO_PROVIDER.
  echo: {},
} satisfies Record<ProviderKind, z.ZodRawShape>;

/** The providers that environment variables alone can set up. Part of the one schema in `config/`. */
export const providerEnvironmentShape = {
  AI_PROVIDER: z.string().min(1).optional(),
  ...ENVIRONMENT_BY_KIND.openai,
  ...ENVIRONMENT_BY_KIND['azure-openai'],
  ...ENVIRONMENT_BY_KIND.anthropic,
  ...ENVIRONMENT_BY_KIND.gemini,
  ...ENVIRONMENT_BY_KIND.vertex,
  ...ENVIRONMENT_BY_KIND.bedrock,
  ...ENVIRONMENT_BY_KIND['openai-compatible'],
  ...ENVIRONMENT_BY_KIND.ollama,
};

export type ProviderEnvironment = z.infer<z.ZodObject<typeof providerEnvironmentShape>>;

/** What `ollama serve` is after a default installation; looked for when nothing else is configured. */
export const LOCAL_PROVIDER: ProviderInstance = ollamaProvider('ollama', { baseUrl: LOCAL_ADDRESS });

/**
 * Model names that say by themselves which kind of provider they belong to. Of those whose provider is set up the longest
 * match wins, and of equals the first.
 */
export const MODEL_PREFIXES: readonly (readonly [prefix: string, provider: string])[] = [
  ['gpt-', 'openai'],
  ['chatgpt-', 'openai'],
  ['o1', 'openai'],
  ['o3', 'openai'],
  ['o4', 'openai'],
  ['codex-', 'openai'],
  ['computer-use-', 'openai'],
  ['text-embedding-', 'openai'],
  ['omni-moderation-', 'openai'],
  ['text-moderation-', 'openai'],
  ['dall-e-', 'openai'],
  ['whisper-', 'openai'],
  ['tts-', 'openai'],
  ['babbage-', 'openai'],
  ['davinci-', 'openai'],
  ['claude-', 'anthropic'],
  ['gemini-', 'gemini'],
  ['anthropic.', 'bedrock'],
  ['amazon.', 'bedrock'],
  ['arn:aws', 'bedrock'],
  ...CATALOGUE_PREFIXES,
  ['echo', 'echo'],
  // Last: only where the vendors themselves are not set up.
  ['gemini-', 'vertex'],
  ['claude-', 'vertex'],
];

export const DEFAULT_PROVIDER = 'ollama';

/** What to set so that a provider of this name exists; shown to clients whose model would need it. */
export const PROVIDER_HINTS: Readonly<Record<string, string>> = {
  openai: 'set OPENAI_API_KEY',
  'azure-openai': 'set AZURE_OPENAI_ENDPOINT and AZURE_OPENAI_API_KEY',
  bedrock: 'set AWS_REGION, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_BEARER_TOKEN_BEDROCK',
  anthropic: 'set ANTHROPIC_API_KEY',
  gemini: 'set GEMINI_API_KEY',
  vertex: 'set VERTEX_PROJECT',
  ...CATALOGUE_HINTS,
  ollama: 'start Ollama on its default port or set OLLAMA_BASE_URL',
  echo: 'set ECHO_PROVIDER=true',
};

/** In the order in which they are listed to people. */
export function providersFromEnvironment(env: ProviderEnvironment, options: { echo: boolean }): ProviderInstance[] {
  return [
    ...openAiProviders(env),
    ...azureOpenAiProviders(env),
    ...anthropicProviders(env),
    ...geminiProviders(env),
    ...vertexProviders(env),
    ...bedrockProviders(env),
    ...catalogueProviders(env),
    ...compatibleProviders(env),
    ...ollamaProviders(env),
    ...(options.echo ? [echoProvider('echo')] : []),
  ];
}

/** What is wrong with the providers although each variable is right by itself. */
export function providerProblems(providers: readonly ProviderInstance[], defaultProvider: string): string[] {
  const names = providers.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  const problems = twice === undefined ? [] : [`OPENAI_COMPATIBLE_NAME: "${twice}" is the name of another provider`];
  // The default one need not be configured: it is looked for on this machine.
  if (defaultProvider === DEFAULT_PROVIDER || names.includes(defaultProvider)) return problems;
  const configured = names.join(', ') || 'none';
  return [...problems, `AI_PROVIDER: no provider "${defaultProvider}" is configured (configured: ${configured})`];
}
