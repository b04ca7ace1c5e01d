import { z } from 'zod';
import { adapterFor } from '../../src/gateway/providers/index.ts';
import { CATALOGUE } from '../../src/gateway/providers/openai-compatible/catalogue/index.ts';
import type { VendorName } from '../../src/gateway/providers/openai-compatible/catalogue/vendor.ts';
import {
  catalogueEnvironment,
  catalogueProviders,
} from '../../src/gateway/providers/openai-compatible/catalogue.environment.ts';
import type { ProviderInstance } from '../../src/gateway/providers/provider.ts';
import { chooseLane } from '../../src/gateway/upstream/lanes/choose-lane.ts';
import type { ClientDialect } from '../../src/gateway/protocols/dialect.ts';
import type { JsonObject } from '../../src/kernel/json.ts';

export const MODEL = 'some-model';

/** The vendor as its key alone sets it up. */
export function vendorInstance(name: VendorName): ProviderInstance {
  const [instance] = catalogueProviders(
    z.object(catalogueEnvironment).parse({ [CATALOGUE[name].keyVariable]: 'sk-of-the-vendor' }),
  );
  if (instance === undefined) throw new Error(`${name} is not set up by its key`);
  return instance;
}

/** What the vendor would get of this request, and what of it is reported. Throws the refusal, if it is one. */
export function planFor(
  name: VendorName,
  body: JsonObject,
  { dialect = 'openai-chat', strict = false }: { dialect?: ClientDialect; strict?: boolean } = {},
): { lane: string; sent: JsonObject; losses: string[] } {
  const instance = vendorInstance(name);
  const plan = chooseLane(
    {
      requestId: 'request-1',
      dialect,
      rawBody: Buffer.from(JSON.stringify(body)),
      body,
      stream: body['stream'] === true,
      strict,
      contentType: 'application/json',
      protocolHeaders: [],
    },
    { instance, model: MODEL },
    adapterFor(instance.kind),
  );
  return {
    lane: plan.kind,
    sent: JSON.parse(plan.body.toString()) as JsonObject,
    losses: plan.losses.map(({ disposition, pointer }) => `${disposition} ${pointer}`),
  };
}
