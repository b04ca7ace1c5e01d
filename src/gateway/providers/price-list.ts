import type { ProviderInstance, ProviderKind } from './provider.js';
import type { VendorName } from './openai-compatible/catalogue/vendor.js';

/** A server of one's own: nobody sends a bill by the token. */
export const OWN_HARDWARE = 'own-hardware';

/** Whose price list a provider is billed by, by the names of `prices/catalogue.json`; `null` where only its address can tell. */
const BY_KIND = {
  openai: 'openai',
  'azure-openai': 'azure',
  anthropic: 'anthropic',
  gemini: 'google',
  vertex: 'google',
  bedrock: 'aws',
  'openai-compatible': null,
  ollama: OWN_HARDWARE,
  echo: OWN_HARDWARE,
} satisfies Record<ProviderKind, string | null>;

const BY_VENDOR: Readonly<Record<VendorName, string>> = {
  groq: 'groq',
  together: 'together',
  fireworks: 'fireworks',
  mistral: 'mistral',
  deepseek: 'deepseek',
  xai: 'x-ai',
  openrouter: 'openrouter',
  perplexity: 'perplexity',
  vllm: OWN_HARDWARE,
  lmstudio: OWN_HARDWARE,
  llamacpp: OWN_HARDWARE,
};

/** Ollama's cloud sells what the same program serves at home. */
const HOSTED = /^https:\/\/([a-z0-9-]+\.)*ollama\.com(?:[:/]|$)/;

/** The price list that a provider's kind and vendor tell of; `null` where they tell nothing. */
export function priceListOf({ kind, name, baseUrl, settings }: ProviderInstance): string | null {
  if (HOSTED.test(baseUrl)) return null;
  const vendor = settings?.['vendor'] ?? name;
  return BY_KIND[kind] ?? (Object.hasOwn(BY_VENDOR, vendor) ? BY_VENDOR[vendor as VendorName] : null);
}
