import { z } from 'zod';
import type { Resolved } from '../../../state/definition/secret-reference.js';
import { baseUrlField } from '../environment.fields.js';
import type { ProviderInstance } from '../provider.js';
import { NO_QUIRKS } from '../quirks.js';

export const slugField = z.string().regex(/^[a-z0-9][a-z0-9.:-]*$/, 'must be lower-case letters, digits and dashes');

export const vertexFields = {
  project: slugField,
  location: slugField.default('global'),
  baseUrl: baseUrlField.optional(),
};

type Given = Resolved<z.output<z.ZodObject<typeof vertexFields>>>;

/** Who we are is found by Google's library (application-default credentials) when the first request needs it. */
export function vertexProvider(name: string, { project, location, baseUrl }: Given): ProviderInstance {
  return {
    name,
    kind: 'vertex',
    baseUrl: baseUrl ?? hostOf(location),
    credentials: {},
    quirks: NO_QUIRKS,
    settings: { project, location },
  };
}

/** https://cloud.google.com/vertex-ai/generative-ai/docs/learn/locations: regions, the two multi-regions, and global. */
function hostOf(location: string): string {
  if (location === 'global') return 'https://aiplatform.googleapis.com';
  if (location === 'us' || location === 'eu') return `https://aiplatform.${location}.rep.googleapis.com`;
  return `https://${location}-aiplatform.googleapis.com`;
}
