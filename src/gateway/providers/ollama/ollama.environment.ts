import type { z } from 'zod';
import { baseUrlField, secretField } from '../environment.fields.js';
import type { ProviderInstance } from '../provider.js';
import { ollamaProvider } from './ollama.definition.js';

export const ollamaEnvironment = {
  OLLAMA_BASE_URL: baseUrlField.optional(),
  OLLAMA_API_KEY: secretField.optional(),
};

export function ollamaProviders(env: z.infer<z.ZodObject<typeof ollamaEnvironment>>): ProviderInstance[] {
  if (!env.OLLAMA_BASE_URL) return [];
  return [ollamaProvider('ollama', { baseUrl: env.OLLAMA_BASE_URL, apiKey: env.OLLAMA_API_KEY })];
}
