import type { z } from 'zod';
import { baseUrlField } from '../environment.fields.js';
import type { ProviderInstance } from '../provider.js';
import { slugField, vertexProvider } from './vertex.definition.js';

export const vertexEnvironment = {
  VERTEX_PROJECT: slugField.optional(),
  VERTEX_LOCATION: slugField.default('global'),
  VERTEX_BASE_URL: baseUrlField.optional(),
};

export function vertexProviders(env: z.infer<z.ZodObject<typeof vertexEnvironment>>): ProviderInstance[] {
  if (!env.VERTEX_PROJECT) return [];
  const { VERTEX_PROJECT: project, VERTEX_LOCATION: location, VERTEX_BASE_URL: baseUrl } = env;
  return [vertexProvider('vertex', { project, location, baseUrl })];
}
