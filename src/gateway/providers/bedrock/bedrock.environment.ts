import { z } from 'zod';
import { baseUrlField, secretField } from '../environment.fields.js';
import type { ProviderInstance } from '../provider.js';
import { bedrockProvider, regionField } from './bedrock.definition.js';

export const bedrockEnvironment = {
  BEDROCK_ENABLED: z.stringbool({ error: 'must be true or false' }).optional(),
  BEDROCK_BASE_URL: baseUrlField.optional(),
  AWS_REGION: regionField.optional(),
  AWS_DEFAULT_REGION: regionField.optional(),
  AWS_BEARER_TOKEN_BEDROCK: secretField.optional(),
  AWS_ACCESS_KEY_ID: secretField.optional(),
  AWS_SECRET_ACCESS_KEY: secretField.optional(),
  AWS_SESSION_TOKEN: secretField.optional(),
};

type BedrockEnvironment = z.infer<z.ZodObject<typeof bedrockEnvironment>>;

/** Machines have AWS keys for many reasons: keys alone mean Bedrock only together with a region. */
export function bedrockProviders(env: BedrockEnvironment): ProviderInstance[] {
  const region = env.AWS_REGION ?? env.AWS_DEFAULT_REGION;
  const hasKeys = env.AWS_ACCESS_KEY_ID !== undefined && env.AWS_SECRET_ACCESS_KEY !== undefined;
  const isMeant =
    env.BEDROCK_ENABLED || env.BEDROCK_BASE_URL !== undefined || env.AWS_BEARER_TOKEN_BEDROCK !== undefined;
  if (env.BEDROCK_ENABLED === false || !(isMeant || (region !== undefined && hasKeys))) return [];
  return [
    bedrockProvider('bedrock', {
      region: region ?? 'us-east-1',
      baseUrl: env.BEDROCK_BASE_URL,
      apiKey: env.AWS_BEARER_TOKEN_BEDROCK,
      accessKeyId: env.AWS_ACCESS_KEY_ID,
      secretAccessKey: env.AWS_SECRET_ACCESS_KEY,
      sessionToken: env.AWS_SESSION_TOKEN,
    }),
  ];
}
