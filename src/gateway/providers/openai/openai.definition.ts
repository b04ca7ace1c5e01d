import { z } from 'zod';
import { type Resolved, secretReference } from '../../../state/definition/secret-reference.js';
import { baseUrlField } from '../environment.fields.js';
import type { ProviderInstance } from '../provider.js';
import { NO_QUIRKS } from '../quirks.js';

export const openAiFields = {
  baseUrl: baseUrlField.optional(),
  apiKey: secretReference.optional(),
  organization: z.string().min(1).optional(),
  project: z.string().min(1).optional(),
};

type Given = Resolved<z.output<z.ZodObject<typeof openAiFields>>>;

export function openAiProvider(name: string, { baseUrl, apiKey, organization, project }: Given): ProviderInstance {
  return {
    name,
    kind: 'openai',
    baseUrl: baseUrl ?? 'https://api.openai.com/v1',
    credentials: { apiKey, organization, project },
    quirks: NO_QUIRKS,
  };
}
