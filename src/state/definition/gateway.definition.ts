import { z } from 'zod';
import { routeSchema } from './route.definition.js';

/**
 * What an operator may define beyond the environment, whoever writes it: `gateway.yaml` today, the admin API later. Unknown
 * keys are refused.
 */
export const gatewaySchema = z.strictObject({
  routes: z.array(routeSchema).max(10_000).default([]),
});

export type GatewayDefinition = z.output<typeof gatewaySchema>;

export const NOTHING_DEFINED: GatewayDefinition = gatewaySchema.parse({});
