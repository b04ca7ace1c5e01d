import { z } from 'zod';
import { type Resolved, secretReference } from '../../../state/definition/secret-reference.js';
import { baseUrlField } from '../environment.fields.js';
import type { ProviderInstance } from '../provider.js';
import { NO_QUIRKS } from '../quirks.js';

export const regionField = z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'must be an AWS region like us-east-1');

export const bedrockFields = {
  region: regionField.default('us-east-1'),
  baseUrl: baseUrlField.optional(),
  /** A Bedrock API key; wins over keys. Without either AWS's default chain is asked. */
  apiKey: secretReference.optional(),
  accessKeyId: secretReference.optional(),
  secretAccessKey: secretReference.optional(),
  sessionToken: secretReference.optional(),
};

type Given = Resolved<z.output<z.ZodObject<typeof bedrockFields>>>;

export function bedrockProvider(name: string, given: Given): ProviderInstance {
  const { region, baseUrl, apiKey, accessKeyId, secretAccessKey, sessionToken } = given;
  const hasKeys = accessKeyId !== undefined && secretAccessKey !== undefined;
  return {
    name,
    kind: 'bedrock',
    baseUrl: baseUrl ?? awsUrl('bedrock-runtime', region),
    credentials: {
      apiKey,
      ...(hasKeys && { accessKeyId: accessKeyId.reveal(), secretAccessKey, sessionToken }),
    },
    quirks: NO_QUIRKS,
    // Models are listed by another host than the one that runs them; a stand-in plays both.
    settings: { region, controlUrl: baseUrl ?? awsUrl('bedrock', region) },
  };
}

/** https://docs.aws.amazon.com/general/latest/gr/bedrock.html; China is a partition of its own. */
function awsUrl(service: string, region: string): string {
  return `https://${service}.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
}
