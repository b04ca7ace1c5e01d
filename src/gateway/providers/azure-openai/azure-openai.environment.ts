import { z } from 'zod';
import { baseUrlField, secretField } from '../environment.fields.js';
import type { ProviderInstance } from '../provider.js';
import { apiVersionField, authorityField, AZURE_AUTHORITY, azureOpenAiProvider } from './azure-openai.definition.js';

export const azureOpenAiEnvironment = {
  AZURE_OPENAI_ENDPOINT: baseUrlField.optional(),
  AZURE_OPENAI_API_KEY: secretField.optional(),
  AZURE_OPENAI_API_VERSION: apiVersionField.default('v1'),
  AZURE_OPENAI_AD_TOKEN: secretField.optional(),
  AZURE_OPENAI_USE_MANAGED_IDENTITY: z.stringbool({ error: 'must be true or false' }).default(false),
  AZURE_TENANT_ID: z.string().min(1).optional(),
  AZURE_CLIENT_ID: z.string().min(1).optional(),
  AZURE_CLIENT_SECRET: secretField.optional(),
  AZURE_AUTHORITY_HOST: authorityField.default(AZURE_AUTHORITY),
};

type AzureOpenAiEnvironment = z.infer<z.ZodObject<typeof azureOpenAiEnvironment>>;

export function azureOpenAiProviders(env: AzureOpenAiEnvironment): ProviderInstance[] {
  if (!env.AZURE_OPENAI_ENDPOINT) return [];
  return [
    azureOpenAiProvider('azure-openai', {
      baseUrl: env.AZURE_OPENAI_ENDPOINT,
      apiVersion: env.AZURE_OPENAI_API_VERSION,
      apiKey: env.AZURE_OPENAI_API_KEY,
      entraToken: env.AZURE_OPENAI_AD_TOKEN,
      managedIdentity: env.AZURE_OPENAI_USE_MANAGED_IDENTITY,
      tenantId: env.AZURE_TENANT_ID,
      clientId: env.AZURE_CLIENT_ID,
      clientSecret: env.AZURE_CLIENT_SECRET,
      authorityHost: env.AZURE_AUTHORITY_HOST,
    }),
  ];
}
