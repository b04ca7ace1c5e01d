import type { z } from 'zod';
import { secretField } from '../environment.fields.js';
import type { ProviderInstance } from '../provider.js';
import { anthropicBaseUrl, anthropicProvider } from './anthropic.definition.js';

export const anthropicEnvironment = {
  ANTHROPIC_API_KEY: secretField.optional(),
  ANTHROPIC_BASE_URL: anthropicBaseUrl.optional(),
};

/** A base URL without a key is a server that merely speaks the dialect; a key alone means Anthropic itself. */
export function anthropicProviders(env: z.infer<z.ZodObject<typeof anthropicEnvironment>>): ProviderInstance[] {
  if (!env.ANTHROPIC_API_KEY && !env.ANTHROPIC_BASE_URL) return [];
  return [anthropicProvider('anthropic', { baseUrl: env.ANTHROPIC_BASE_URL, apiKey: env.ANTHROPIC_API_KEY })];
}
