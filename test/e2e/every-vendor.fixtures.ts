import { test as base, VENDOR_KEY } from './fixtures.ts';

export { expect, VENDOR_KEY } from './fixtures.ts';

/** The vendor plays every dialect that the gateway asks vendors in. */
export const test = base.override('env', ({ vendor }) => ({
  // More than the requests that follow.
  DEFAULT_RATE_LIMIT: '100000',
  OPENAI_COMPATIBLE_BASE_URL: `${vendor.url}/v1`,
  OPENAI_COMPATIBLE_API_KEY: VENDOR_KEY,
  OLLAMA_API_KEY: VENDOR_KEY,
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'AKIAFAKE',
  AWS_SECRET_ACCESS_KEY: VENDOR_KEY,
  BEDROCK_BASE_URL: vendor.url,
  AZURE_OPENAI_ENDPOINT: vendor.url,
  AZURE_OPENAI_API_KEY: VENDOR_KEY,
}));
