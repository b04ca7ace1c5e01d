import { z } from 'zod';
import { baseUrlField, secretField } from '../environment.fields.js';
import type { ProviderInstance } from '../provider.js';
import { NO_QUIRKS, type Quirks } from '../quirks.js';
import { versionDate } from './api-version.js';

export const azureOpenAiEnvironment = {
  AZURE_OPENAI_ENDPOINT: baseUrlField.optional(),
  AZURE_OPENAI_API_KEY: secretField.optional(),
  AZURE_OPENAI_API_VERSION: z
    .string()
    .regex(/^(v1|preview|\d{4}-\d{2}-\d{2}(-preview)?)$/, 'must be v1, preview or a date like 2024-10-21')
    .optional(),
  AZURE_OPENAI_AD_TOKEN: secretField.optional(),
  AZURE_OPENAI_USE_MANAGED_IDENTITY: z.stringbool({ error: 'must be true or false' }).default(false),
  AZURE_TENANT_ID: z.string().min(1).optional(),
  AZURE_CLIENT_ID: z.string().min(1).optional(),
  AZURE_CLIENT_SECRET: secretField.optional(),
  AZURE_AUTHORITY_HOST: z
    .url({ protocol: /^https$/, error: 'must be an https URL' })
    .transform((url) => url.replace(/\/+$/, ''))
    .default('https://login.microsoftonline.com'),
};

type AzureOpenAiEnvironment = z.infer<z.ZodObject<typeof azureOpenAiEnvironment>>;

/** `stream_options` came with 2024-09-01-preview; older versions answer it with 400 (Azure/azure-rest-api-specs#29157). */
const STREAM_OPTIONS_SINCE = '2024-09-01';
const WITHOUT_STREAM_OPTIONS: Quirks = { ...NO_QUIRKS, supportsStreamOptions: false };

export function azureOpenAiProviders(env: AzureOpenAiEnvironment): ProviderInstance[] {
  if (!env.AZURE_OPENAI_ENDPOINT) return [];
  const apiVersion = env.AZURE_OPENAI_API_VERSION ?? 'v1';
  const date = versionDate(apiVersion);
  // People copy the endpoint with the path of either surface behind it.
  const resource = env.AZURE_OPENAI_ENDPOINT.replace(/\/openai(\/v1)?$/, '');
  return [
    {
      name: 'azure-openai',
      kind: 'azure-openai',
      baseUrl: `${resource}/openai${date === undefined ? '/v1' : ''}`,
      credentials: {
        apiKey: env.AZURE_OPENAI_API_KEY,
        entraToken: env.AZURE_OPENAI_AD_TOKEN,
        tenantId: env.AZURE_TENANT_ID,
        clientId: env.AZURE_CLIENT_ID,
        clientSecret: env.AZURE_CLIENT_SECRET,
      },
      quirks: date !== undefined && date < STREAM_OPTIONS_SINCE ? WITHOUT_STREAM_OPTIONS : NO_QUIRKS,
      settings: {
        apiVersion,
        authorityHost: env.AZURE_AUTHORITY_HOST,
        ...(env.AZURE_OPENAI_USE_MANAGED_IDENTITY && { identity: 'managed' }),
      },
    },
  ];
}
