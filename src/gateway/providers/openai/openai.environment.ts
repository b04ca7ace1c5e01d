import { z } from 'zod';
import { baseUrlField, secretField } from '../environment.fields.js';
import type { ProviderInstance } from '../provider.js';
import { openAiProvider } from './openai.definition.js';

export const openAiEnvironment = {
  OPENAI_API_KEY: secretField.optional(),
  OPENAI_BASE_URL: baseUrlField.optional(),
  OPENAI_ORGANIZATION: z.string().min(1).optional(),
  OPENAI_PROJECT: z.string().min(1).optional(),
};

/** A base URL without a key is a local stand-in for OpenAI (tests, proxies); a key alone means OpenAI itself. */
export function openAiProviders(env: z.infer<z.ZodObject<typeof openAiEnvironment>>): ProviderInstance[] {
  if (!env.OPENAI_API_KEY && !env.OPENAI_BASE_URL) return [];
  return [
    openAiProvider('openai', {
      baseUrl: env.OPENAI_BASE_URL,
      apiKey: env.OPENAI_API_KEY,
      organization: env.OPENAI_ORGANIZATION,
      project: env.OPENAI_PROJECT,
    }),
  ];
}
