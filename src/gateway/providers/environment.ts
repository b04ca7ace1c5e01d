import { z } from 'zod';
import { geminiEnvironment, geminiProviders } from './gemini/gemini.environment.js';
import { ollamaEnvironment, ollamaProviders } from './ollama/ollama.environment.js';
import { compatibleEnvironment, compatibleProviders } from './openai-compatible/openai-compatible.environment.js';
import { openAiEnvironment, openAiProviders } from './openai/openai.environment.js';
import type { ProviderInstance } from './provider.js';
import { NO_QUIRKS } from './quirks.js';
import { vertexEnvironment, vertexProviders } from './vertex/vertex.environment.js';

/** The providers that environment variables alone can set up. Part of the one schema in `config/`. */
export const providerEnvironmentShape = {
  AI_PROVIDER: z.string().min(1).optional(),
  ...openAiEnvironment,
  ...compatibleEnvironment,
  ...geminiEnvironment,
  ...vertexEnvironment,
  ...ollamaEnvironment,
};

export type ProviderEnvironment = z.infer<z.ZodObject<typeof providerEnvironmentShape>>;

/** What `ollama serve` is after a default installation; looked for when nothing else is configured. */
export const LOCAL_PROVIDER: ProviderInstance = {
  name: 'ollama',
  kind: 'ollama',
  baseUrl: 'http://127.0.0.1:11434',
  credentials: {},
  quirks: NO_QUIRKS,
};

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
  ['text-embedding-', 'openai'],
  ['gemini-', 'gemini'],
  ['echo', 'echo'],
  // Last: only where the vendors themselves are not set up.
  ['gemini-', 'vertex'],
  ['claude-', 'vertex'],
];

export const DEFAULT_PROVIDER = 'ollama';

/** What to set so that a provider of this name exists; shown to clients whose model would need it. */
export const PROVIDER_HINTS: Readonly<Record<string, string>> = {
  openai: 'set OPENAI_API_KEY',
  gemini: 'set GEMINI_API_KEY',
  vertex: 'set VERTEX_PROJECT',
  ollama: 'start Ollama on its default port or set OLLAMA_BASE_URL',
  echo: 'set ECHO_PROVIDER=true',
};

/** In the order in which they are listed to people. */
export function providersFromEnvironment(env: ProviderEnvironment, options: { echo: boolean }): ProviderInstance[] {
  return [
    ...openAiProviders(env),
    ...compatibleProviders(env),
    ...geminiProviders(env),
    ...vertexProviders(env),
    ...ollamaProviders(env),
    ...(options.echo ? [ECHO_PROVIDER] : []),
  ];
}

const ECHO_PROVIDER: ProviderInstance = {
  name: 'echo',
  kind: 'echo',
  baseUrl: 'http://echo.invalid',
  credentials: {},
  quirks: NO_QUIRKS,
};

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
