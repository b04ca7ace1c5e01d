import { test as base } from './fixtures.ts';

export { expect } from './fixtures.ts';

export const AWS_KEYS = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'canary-of-the-secret-access-key',
  sessionToken: 'canary-of-the-session-token',
};
export const AZURE_KEY = 'canary-of-the-azure-key';

/** The vendor plays Bedrock and Azure as well. */
export const test = base.override('env', ({ vendor }) => ({
  BEDROCK_BASE_URL: vendor.url,
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: AWS_KEYS.accessKeyId,
  AWS_SECRET_ACCESS_KEY: AWS_KEYS.secretAccessKey,
  AWS_SESSION_TOKEN: AWS_KEYS.sessionToken,
  AZURE_OPENAI_ENDPOINT: vendor.url,
  AZURE_OPENAI_API_KEY: AZURE_KEY,
}));
