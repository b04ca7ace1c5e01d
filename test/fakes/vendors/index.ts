import { anthropicVendor } from './anthropic.vendor.ts';
import { bedrockVendor } from './bedrock.vendor.ts';
import { geminiVendor } from './gemini.vendor.ts';
import { ollamaVendor } from './ollama.vendor.ts';
import { openaiChatVendor } from './openai-chat.vendor.ts';
import { openaiResponsesVendor } from './openai-responses.vendor.ts';
import type { Vendor } from './vendor.ts';

export type { Says, Vendor, VendorFailure } from './vendor.ts';

/** Every dialect in which the gateway asks vendors. */
export const VENDORS: readonly Vendor[] = [
  openaiChatVendor,
  openaiResponsesVendor,
  anthropicVendor,
  geminiVendor,
  ollamaVendor,
  bedrockVendor,
];
