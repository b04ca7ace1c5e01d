import { z } from 'zod';
import { baseUrlField } from '../environment.fields.js';
import type { ProviderInstance } from '../provider.js';
import { NO_QUIRKS } from '../quirks.js';

const slugField = z.string().regex(/^[a-z0-9][a-z0-9.:-]*$/, 'must be lower-case letters, digits and dashes');

export const vertexEnvironment = {
  VERTEX_PROJECT: slugField.optional(),
  VERTEX_LOCATION: slugField.default('global'),
  VERTEX_BASE_URL: baseUrlField.optional(),
};

/** Who we are is found by Google's library (application-default credentials) when the first request needs it. */
export function vertexProviders(env: z.infer<z.ZodObject<typeof vertexEnvironment>>): ProviderInstance[] {
  if (!env.VERTEX_PROJECT) return [];
  return [
    {
      name: 'vertex',
      kind: 'vertex',
      baseUrl: env.VERTEX_BASE_URL ?? hostOf(env.VERTEX_LOCATION),
      credentials: {},
      quirks: NO_QUIRKS,
      settings: { project: env.VERTEX_PROJECT, location: env.VERTEX_LOCATION },
    },
  ];
}

/** https://cloud.google.com/vertex-ai/generative-ai/docs/learn/locations: regions, the two multi-regions, and global. */
function hostOf(location: string): string {
  if (location === 'global') return 'https://aiplatform.googleapis.com';
  if (location === 'us' || location === 'eu') return `https://aiplatform.${location}.rep.googleapis.com`;
  return `https://${location}-aiplatform.googleapis.com`;
}
