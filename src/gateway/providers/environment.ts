import { z } from 'zod';
import { Secret } from '../../kernel/secret.js';
import type { ProviderInstance, ProviderKind } from './provider.js';
import { NO_QUIRKS, quirksSchema } from './quirks.js';

const baseUrl = z
  .url({ protocol: /^https?$/, error: 'must be an http(s) URL' })
  .transform((url) => url.replace(/\/+$/, ''));
const secret = z
  .string()
  .min(1)
  .transform((value) => new Secret(value));

/** The providers that environment variables alone can set up. Part of the one schema in `config/`. */
export const providerEnvironmentShape = {
  AI_PROVIDER: z.string().min(1).optional(),
  OPENAI_API_KEY: secret.optional(),
  OPENAI_BASE_URL: baseUrl.optional(),
  OPENAI_ORGANIZATION: z.string().min(1).optional(),
  OPENAI_PROJECT: z.string().min(1).optional(),
  OPENAI_COMPATIBLE_NAME: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]*$/, 'must be lower-case letters, digits and dashes')
    .default('compatible'),
  OPENAI_COMPATIBLE_BASE_URL: baseUrl.optional(),
  OPENAI_COMPATIBLE_API_KEY: secret.optional(),
  OPENAI_COMPATIBLE_QUIRKS: z
    .string()
    .transform((text, context) => {
      try {
        return JSON.parse(text) as unknown;
      } catch {
        context.addIssue({ code: 'custom', message: 'must be a JSON object of quirks' });
        return z.NEVER;
      }
    })
    .pipe(quirksSchema)
    .optional(),
  OLLAMA_BASE_URL: baseUrl.optional(),
  OLLAMA_API_KEY: secret.optional(),
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

/** Model names that say by themselves which kind of provider they belong to. The longest match wins. */
export const MODEL_PREFIXES: readonly (readonly [prefix: string, provider: string])[] = [
  ['gpt-', 'openai'],
  ['chatgpt-', 'openai'],
  ['o1', 'openai'],
  ['o3', 'openai'],
  ['o4', 'openai'],
  ['text-embedding-', 'openai'],
  ['echo', 'echo'],
];

export const DEFAULT_PROVIDER = 'ollama';

/** What to set so that a provider of this name exists; shown to clients whose model would need it. */
export const PROVIDER_HINTS: Readonly<Record<string, string>> = {
  openai: 'set OPENAI_API_KEY',
  ollama: 'start Ollama on its default port or set OLLAMA_BASE_URL',
  echo: 'set ECHO_PROVIDER=true',
};

export function providersFromEnvironment(env: ProviderEnvironment, options: { echo: boolean }): ProviderInstance[] {
  const providers: ProviderInstance[] = [];
  const add = (name: string, kind: ProviderKind, url: string, rest: Partial<ProviderInstance> = {}) =>
    providers.push({ name, kind, baseUrl: url, credentials: {}, quirks: NO_QUIRKS, ...rest });

  // A base URL without a key is a local stand-in for OpenAI (tests, proxies); a key alone means OpenAI itself.
  if (env.OPENAI_API_KEY || env.OPENAI_BASE_URL) {
    add('openai', 'openai', env.OPENAI_BASE_URL ?? 'https://api.openai.com/v1', {
      credentials: {
        apiKey: env.OPENAI_API_KEY,
        organization: env.OPENAI_ORGANIZATION,
        project: env.OPENAI_PROJECT,
      },
    });
  }
  if (env.OPENAI_COMPATIBLE_BASE_URL) {
    add(env.OPENAI_COMPATIBLE_NAME, 'openai-compatible', env.OPENAI_COMPATIBLE_BASE_URL, {
      credentials: { apiKey: env.OPENAI_COMPATIBLE_API_KEY },
      quirks: env.OPENAI_COMPATIBLE_QUIRKS ?? NO_QUIRKS,
    });
  }
  if (env.OLLAMA_BASE_URL) {
    add('ollama', 'ollama', env.OLLAMA_BASE_URL, { credentials: { apiKey: env.OLLAMA_API_KEY } });
  }
  if (options.echo) add('echo', 'echo', 'http://echo.invalid');
  return providers;
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
