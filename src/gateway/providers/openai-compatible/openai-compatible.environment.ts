import { z } from 'zod';
import { baseUrlField, secretField } from '../environment.fields.js';
import type { ProviderInstance } from '../provider.js';
import { quirksSchema } from '../quirks.js';
import { compatibleProvider } from './openai-compatible.definition.js';

export const compatibleEnvironment = {
  OPENAI_COMPATIBLE_NAME: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]*$/, 'must be lower-case letters, digits and dashes')
    .default('compatible'),
  OPENAI_COMPATIBLE_BASE_URL: baseUrlField.optional(),
  OPENAI_COMPATIBLE_API_KEY: secretField.optional(),
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
};

export function compatibleProviders(env: z.infer<z.ZodObject<typeof compatibleEnvironment>>): ProviderInstance[] {
  if (!env.OPENAI_COMPATIBLE_BASE_URL) return [];
  return [
    compatibleProvider(env.OPENAI_COMPATIBLE_NAME, {
      baseUrl: env.OPENAI_COMPATIBLE_BASE_URL,
      apiKey: env.OPENAI_COMPATIBLE_API_KEY,
      quirks: env.OPENAI_COMPATIBLE_QUIRKS ?? {},
    }),
  ];
}
