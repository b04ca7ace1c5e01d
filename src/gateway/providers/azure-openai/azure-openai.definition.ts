import { z } from 'zod';
import { type Resolved, secretReference } from '../../../state/definition/secret-reference.js';
import { baseUrlField } from '../environment.fields.js';
import type { ProviderInstance } from '../provider.js';
import { NO_QUIRKS, type Quirks } from '../quirks.js';
import { versionDate } from './api-version.js';

export const apiVersionField = z
  .string()
  .regex(/^(v1|preview|\d{4}-\d{2}-\d{2}(-preview)?)$/, 'must be v1, preview or a date like 2024-10-21');

export const authorityField = z
  .url({ protocol: /^https$/, error: 'must be an https URL' })
  .transform((url) => url.replace(/\/+$/, ''));

export const AZURE_AUTHORITY = 'https://login.microsoftonline.com';

export const azureOpenAiFields = {
  /** The resource's endpoint. */
  baseUrl: baseUrlField,
  apiVersion: apiVersionField.default('v1'),
  apiKey: secretReference.optional(),
  /** Microsoft Entra ID, where there is no key: a token made elsewhere, this machine's identity, or an application. */
  entraToken: secretReference.optional(),
  managedIdentity: z.boolean().default(false),
  tenantId: z.string().min(1).optional(),
  clientId: z.string().min(1).optional(),
  clientSecret: secretReference.optional(),
  authorityHost: authorityField.default(AZURE_AUTHORITY),
};

type Given = Resolved<z.output<z.ZodObject<typeof azureOpenAiFields>>>;

/** `stream_options` came with 2024-09-01-preview; older versions answer it with 400 (Azure/azure-rest-api-specs#29157). */
const STREAM_OPTIONS_SINCE = '2024-09-01';
const WITHOUT_STREAM_OPTIONS: Quirks = { ...NO_QUIRKS, supportsStreamOptions: false };

export function azureOpenAiProvider(name: string, given: Given): ProviderInstance {
  const { apiVersion, apiKey, entraToken, tenantId, clientId, clientSecret } = given;
  const date = versionDate(apiVersion);
  // People copy the endpoint with the path of either surface behind it.
  const resource = given.baseUrl.replace(/\/openai(\/v1)?$/, '');
  return {
    name,
    kind: 'azure-openai',
    baseUrl: `${resource}/openai${date === undefined ? '/v1' : ''}`,
    credentials: { apiKey, entraToken, tenantId, clientId, clientSecret },
    quirks: date !== undefined && date < STREAM_OPTIONS_SINCE ? WITHOUT_STREAM_OPTIONS : NO_QUIRKS,
    settings: {
      apiVersion,
      authorityHost: given.authorityHost,
      ...(given.managedIdentity && { identity: 'managed' }),
    },
  };
}
