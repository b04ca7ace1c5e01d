import Anthropic from '@anthropic-ai/sdk';
import type { Gateway } from './gateway.ts';

/** The official SDK, pointed at the gateway. Its own retries are off: they would hide what the gateway answers. */
export function anthropicClient(gateway: Gateway, apiKey: string): Anthropic {
  return new Anthropic({ baseURL: gateway.url, apiKey, maxRetries: 0 });
}
