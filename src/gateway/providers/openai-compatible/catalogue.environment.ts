import type { z } from 'zod';
import { baseUrlField, secretField } from '../environment.fields.js';
import type { ProviderInstance } from '../provider.js';
import { CATALOGUE } from './catalogue/index.js';
import { compatibleProvider } from './openai-compatible.definition.js';

const vendors = Object.values(CATALOGUE);

type Vendor = (typeof vendors)[number];

const optionalKey = secretField.optional();
const optionalBaseUrl = baseUrlField.optional();

/** `<VENDOR>_API_KEY` and `<VENDOR>_BASE_URL` of every vendor in the catalogue. */
export const catalogueEnvironment = Object.fromEntries(
  vendors.flatMap(({ keyVariable, baseUrlVariable }) => [
    [keyVariable, optionalKey],
    [baseUrlVariable, optionalBaseUrl],
  ]),
) as Record<Vendor['keyVariable'], typeof optionalKey> & Record<Vendor['baseUrlVariable'], typeof optionalBaseUrl>;

/** Either variable sets the vendor up: a key alone means its usual address, an address alone a server without a key. */
export function catalogueProviders(env: z.infer<z.ZodObject<typeof catalogueEnvironment>>): ProviderInstance[] {
  return vendors.flatMap((vendor) => {
    const apiKey = env[vendor.keyVariable];
    const baseUrl = env[vendor.baseUrlVariable];
    if (apiKey === undefined && baseUrl === undefined) return [];
    return [compatibleProvider(vendor.name, { vendor: vendor.name, baseUrl, apiKey, quirks: {} })];
  });
}

/** What to set so that a vendor is there, by provider name. */
export const CATALOGUE_HINTS: Readonly<Record<string, string>> = Object.fromEntries(
  vendors.map(({ name, keyVariable, baseUrlVariable, baseUrl }) => [
    name,
    baseUrl.startsWith('https:') ? `set ${keyVariable}` : `set ${baseUrlVariable}`,
  ]),
);

export const CATALOGUE_PREFIXES: readonly (readonly [prefix: string, provider: string])[] = vendors.flatMap(
  ({ name, prefixes }) => prefixes.map((prefix) => [prefix, name] as const),
);
