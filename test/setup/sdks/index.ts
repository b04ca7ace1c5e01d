import { anthropicSdk } from './anthropic.sdk.ts';
import { geminiSdk } from './gemini.sdk.ts';
import { ollamaSdk } from './ollama.sdk.ts';
import { openaiChatLoop, openaiChatSdk } from './openai-chat.sdk.ts';
import { openaiResponsesSdk } from './openai-responses.sdk.ts';
import type { Sdk } from './sdk.ts';
import { VERCEL_SDKS } from './vercel.sdks.ts';

export type { Sdk } from './sdk.ts';

/** Every client library that the gateway promises to serve. */
export const SDKS: readonly Sdk[] = [
  openaiChatSdk,
  openaiChatLoop,
  openaiResponsesSdk,
  anthropicSdk,
  geminiSdk,
  ollamaSdk,
  ...VERCEL_SDKS,
];
