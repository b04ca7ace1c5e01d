import { z } from 'zod';
import { providerSchema } from '../../gateway/providers/definition.js';
import { priceSchema } from './prices.definition.js';
import { budgetsSchema } from './budgets.definition.js';
import { limitsSchema } from './limits.definition.js';
import { requestLogSchema } from './request-log.definition.js';
import { routeSchema } from './route.definition.js';
import { type Resolved, resolveSecrets } from './secret-reference.js';

/**
 * What an operator may define beyond the environment, whoever writes it: `gateway.yaml` today, the admin API later. Unknown
 * keys are refused.
 */
export const gatewaySchema = z.strictObject({
  providers: z.array(providerSchema).max(1000).default([]),
  prices: z.array(priceSchema).max(100_000).default([]),
  requestLog: requestLogSchema.optional(),
  routes: z.array(routeSchema).max(10_000).default([]),
  limits: limitsSchema.prefault({}),
  budgets: budgetsSchema.prefault({}),
});

/** As it says, and with the secrets to which it refers. */
export type GatewayDefinition = Resolved<z.output<typeof gatewaySchema>>;

export const NOTHING_DEFINED: GatewayDefinition = resolveSecrets(gatewaySchema.parse({}), () => {
  throw new Error('nothing refers to a secret');
});
