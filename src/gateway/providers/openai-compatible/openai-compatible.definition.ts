import { z } from 'zod';
import { type Resolved, secretReference } from '../../../state/definition/secret-reference.js';
import { baseUrlField } from '../environment.fields.js';
import type { ProviderInstance } from '../provider.js';
import { type QuirksInput, quirksSchema } from '../quirks.js';
import { CATALOGUE, CATALOGUE_VENDORS } from './catalogue/index.js';
import type { VendorName } from './catalogue/vendor.js';

/** Only what is given, without the defaults: it goes over the row of the vendor. */
const givenQuirks = z.strictObject(
  Object.fromEntries(Object.entries(quirksSchema.shape).map(([name, field]) => [name, field.unwrap().optional()])),
) as unknown as z.ZodType<QuirksInput, QuirksInput>;

export const compatibleFields = {
  /** A vendor whose address and quirks are known; the fields below go over what is known. */
  vendor: z.enum(CATALOGUE_VENDORS.map(({ name }) => name) as [VendorName, ...VendorName[]]).optional(),
  /** Needed where no vendor is named. */
  baseUrl: baseUrlField.optional(),
  apiKey: secretReference.optional(),
  quirks: givenQuirks.prefault({}),
};

type Given = Resolved<z.output<z.ZodObject<typeof compatibleFields>>>;

/** Throws where neither a vendor nor an address is given. */
export function compatibleProvider(name: string, { vendor, baseUrl, apiKey, quirks }: Given): ProviderInstance {
  const row = vendor === undefined ? undefined : CATALOGUE[vendor];
  const address = baseUrl ?? row?.baseUrl;
  if (address === undefined) throw new TypeError(`The provider "${name}" has no address`);
  return {
    name,
    kind: 'openai-compatible',
    baseUrl: address,
    credentials: { apiKey },
    quirks: quirksSchema.parse({ ...row?.quirks, ...quirks }),
    ...(vendor === undefined ? {} : { settings: { vendor } }),
  };
}
