import OpenAI from 'openai';
import type { Gateway } from './gateway.ts';

/** The official SDK, pointed at the gateway. Its own retries are off: they would hide what the gateway answers. */
export function openaiClient(gateway: Gateway, apiKey: string): OpenAI {
  return new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey, maxRetries: 0 });
}
