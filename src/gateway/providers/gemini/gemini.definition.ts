import type { z } from 'zod';
import { type Resolved, secretReference } from '../../../state/definition/secret-reference.js';
import { baseUrlField } from '../environment.fields.js';
import type { ProviderInstance } from '../provider.js';
import { NO_QUIRKS } from '../quirks.js';

export const geminiFields = {
  baseUrl: baseUrlField.optional(),
  apiKey: secretReference.optional(),
};

type Given = Resolved<z.output<z.ZodObject<typeof geminiFields>>>;

export function geminiProvider(name: string, { baseUrl, apiKey }: Given): ProviderInstance {
  return {
    name,
    kind: 'gemini',
    baseUrl: baseUrl ?? 'https://generativelanguage.googleapis.com',
    credentials: { apiKey },
    quirks: NO_QUIRKS,
  };
}
