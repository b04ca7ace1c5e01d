import type { z } from 'zod';
import { type Resolved, secretReference } from '../../../state/definition/secret-reference.js';
import { baseUrlField } from '../environment.fields.js';
import type { ProviderInstance } from '../provider.js';
import { NO_QUIRKS } from '../quirks.js';

/** The official SDKs take it without /v1, other clients with it. */
export const anthropicBaseUrl = baseUrlField.transform((url) => url.replace(/\/v1$/, ''));

export const anthropicFields = {
  baseUrl: anthropicBaseUrl.optional(),
  apiKey: secretReference.optional(),
};

type Given = Resolved<z.output<z.ZodObject<typeof anthropicFields>>>;

export function anthropicProvider(name: string, { baseUrl, apiKey }: Given): ProviderInstance {
  return {
    name,
    kind: 'anthropic',
    baseUrl: baseUrl ?? 'https://api.anthropic.com',
    credentials: { apiKey },
    quirks: NO_QUIRKS,
  };
}
