import type { z } from 'zod';
import { baseUrlField, secretField } from '../environment.fields.js';
import type { ProviderInstance } from '../provider.js';
import { NO_QUIRKS } from '../quirks.js';

export const ollamaEnvironment = {
  OLLAMA_BASE_URL: baseUrlField.optional(),
  OLLAMA_API_KEY: secretField.optional(),
};

export function ollamaProviders(env: z.infer<z.ZodObject<typeof ollamaEnvironment>>): ProviderInstance[] {
  if (!env.OLLAMA_BASE_URL) return [];
  const credentials = { apiKey: env.OLLAMA_API_KEY };
  return [{ name: 'ollama', kind: 'ollama', baseUrl: env.OLLAMA_BASE_URL, credentials, quirks: NO_QUIRKS }];
}
