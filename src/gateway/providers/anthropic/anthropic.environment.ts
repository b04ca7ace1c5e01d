import type { z } from 'zod';
import { baseUrlField, secretField } from '../environment.fields.js';
import type { ProviderInstance } from '../provider.js';
import { NO_QUIRKS } from '../quirks.js';

export const anthropicEnvironment = {
  ANTHROPIC_API_KEY: secretField.optional(),
  // The official SDKs take it without /v1, other clients with it.
  ANTHROPIC_BASE_URL: baseUrlField.transform((url) => url.replace(/\/v1$/, '')).optional(),
};

/** A base URL without a key is a server that merely speaks the dialect; a key alone means Anthropic itself. */
export function anthropicProviders(env: z.infer<z.ZodObject<typeof anthropicEnvironment>>): ProviderInstance[] {
  if (!env.ANTHROPIC_API_KEY && !env.ANTHROPIC_BASE_URL) return [];
  return [
    {
      name: 'anthropic',
      kind: 'anthropic',
      baseUrl: env.ANTHROPIC_BASE_URL ?? 'https://api.anthropic.com',
      credentials: { apiKey: env.ANTHROPIC_API_KEY },
      quirks: NO_QUIRKS,
    },
  ];
}
