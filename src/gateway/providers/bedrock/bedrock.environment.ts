import { z } from 'zod';
import { baseUrlField, secretField } from '../environment.fields.js';
import type { ProviderInstance } from '../provider.js';
import { NO_QUIRKS } from '../quirks.js';

const regionField = z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'must be an AWS region like us-east-1');

export const bedrockEnvironment = {
  BEDROCK_ENABLED: z.stringbool({ error: 'must be true or false' }).optional(),
  BEDROCK_BASE_URL: baseUrlField.optional(),
  AWS_REGION: regionField.optional(),
  AWS_DEFAULT_REGION: regionField.optional(),
  AWS_BEARER_TOKEN_BEDROCK: secretField.optional(),
  AWS_ACCESS_KEY_ID: z.string().min(1).optional(),
  AWS_SECRET_ACCESS_KEY: secretField.optional(),
  AWS_SESSION_TOKEN: secretField.optional(),
};

type BedrockEnvironment = z.infer<z.ZodObject<typeof bedrockEnvironment>>;

/** Machines have AWS keys for many reasons: keys alone mean Bedrock only together with a region. */
export function bedrockProviders(env: BedrockEnvironment): ProviderInstance[] {
  const given = env.AWS_REGION ?? env.AWS_DEFAULT_REGION;
  const hasKeys = env.AWS_ACCESS_KEY_ID !== undefined && env.AWS_SECRET_ACCESS_KEY !== undefined;
  const isMeant =
    env.BEDROCK_ENABLED || env.BEDROCK_BASE_URL !== undefined || env.AWS_BEARER_TOKEN_BEDROCK !== undefined;
  if (env.BEDROCK_ENABLED === false || !(isMeant || (given !== undefined && hasKeys))) return [];
  const region = given ?? 'us-east-1';
  return [
    {
      name: 'bedrock',
      kind: 'bedrock',
      baseUrl: env.BEDROCK_BASE_URL ?? awsUrl('bedrock-runtime', region),
      credentials: {
        apiKey: env.AWS_BEARER_TOKEN_BEDROCK,
        ...(hasKeys && {
          accessKeyId: env.AWS_ACCESS_KEY_ID,
          secretAccessKey: env.AWS_SECRET_ACCESS_KEY,
          sessionToken: env.AWS_SESSION_TOKEN,
        }),
      },
      quirks: NO_QUIRKS,
      // Models are listed by another host than the one that runs them; a stand-in plays both.
      settings: { region, controlUrl: env.BEDROCK_BASE_URL ?? awsUrl('bedrock', region) },
    },
  ];
}

/** https://docs.aws.amazon.com/general/latest/gr/bedrock.html; China is a partition of its own. */
function awsUrl(service: string, region: string): string {
  return `https://${service}.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
}
