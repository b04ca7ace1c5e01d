import type { z } from 'zod';
import { type Resolved, secretReference } from '../../../state/definition/secret-reference.js';
import { baseUrlField } from '../environment.fields.js';
import type { ProviderInstance } from '../provider.js';
import { NO_QUIRKS } from '../quirks.js';

/** Where `ollama serve` is after a default installation. */
export const LOCAL_ADDRESS = 'http://127.0.0.1:11434';

export const ollamaFields = {
  baseUrl: baseUrlField.default(LOCAL_ADDRESS),
  apiKey: secretReference.optional(),
};

type Given = Resolved<z.output<z.ZodObject<typeof ollamaFields>>>;

export function ollamaProvider(name: string, { baseUrl, apiKey }: Given): ProviderInstance {
  return { name, kind: 'ollama', baseUrl, credentials: { apiKey }, quirks: NO_QUIRKS };
}
