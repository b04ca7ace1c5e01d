import { type Quirks, quirksSchema } from '../../quirks.js';
import { deepseek } from './deepseek.js';
import { fireworks } from './fireworks.js';
import { groq } from './groq.js';
import { llamacpp } from './llamacpp.js';
import { lmstudio } from './lmstudio.js';
import { mistral } from './mistral.js';
import { openrouter } from './openrouter.js';
import { perplexity } from './perplexity.js';
import { together } from './together.js';
import type { CatalogueVendor, VendorName } from './vendor.js';
import { vllm } from './vllm.js';
import { xai } from './xai.js';

/** The registry, in the order in which vendors are listed to people. A name without a row does not compile. */
export const CATALOGUE = {
  groq,
  together,
  fireworks,
  mistral,
  deepseek,
  xai,
  openrouter,
  perplexity,
  vllm,
  lmstudio,
  llamacpp,
} as const satisfies { readonly [Name in VendorName]: CatalogueVendor & { readonly name: Name } };

export const CATALOGUE_VENDORS: readonly CatalogueVendor[] = Object.values(CATALOGUE);

/** The row of quirks with everything in which the vendor is like OpenAI. */
export function quirksOf(vendor: CatalogueVendor): Quirks {
  return quirksSchema.parse(vendor.quirks);
}
