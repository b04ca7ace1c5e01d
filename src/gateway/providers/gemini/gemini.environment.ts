import type { z } from 'zod';
import { baseUrlField, secretField } from '../environment.fields.js';
import type { ProviderInstance } from '../provider.js';
import { geminiProvider } from './gemini.definition.js';

export const geminiEnvironment = {
  GEMINI_API_KEY: secretField.optional(),
  /** Google's own SDKs read either name. */
  GOOGLE_API_KEY: secretField.optional(),
  GEMINI_BASE_URL: baseUrlField.optional(),
};

/** A base URL without a key is a stand-in for Google (tests, proxies). */
export function geminiProviders(env: z.infer<z.ZodObject<typeof geminiEnvironment>>): ProviderInstance[] {
  const apiKey = env.GEMINI_API_KEY ?? env.GOOGLE_API_KEY;
  if (!apiKey && !env.GEMINI_BASE_URL) return [];
  return [geminiProvider('gemini', { baseUrl: env.GEMINI_BASE_URL, apiKey })];
}
