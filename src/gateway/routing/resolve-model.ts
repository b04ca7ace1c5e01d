import { GatewayError } from '../../kernel/errors.js';
import type { GatewaySnapshot } from '../../state/gateway-snapshot.js';
import { PROVIDER_HINTS } from '../providers/environment.js';
import type { Target } from '../providers/provider.js';

/**
 * The target of a name that no route has: `provider/model` where the first part names a provider, else the longest prefix
 * rule, else the default provider. Throws GatewayError('model_not_found') saying what to set so that it would be found.
 */
export function resolveModel(snapshot: GatewaySnapshot, model: string): Target {
  const slash = model.indexOf('/');
  const named = slash > 0 ? snapshot.providers.get(model.slice(0, slash)) : undefined;
  if (named !== undefined && slash + 1 < model.length) return { instance: named, model: model.slice(slash + 1) };

  const rules = snapshot.prefixes.filter(([prefix]) => model.startsWith(prefix));
  const rule = rules.find(([, provider]) => snapshot.providers.has(provider)) ?? rules[0];
  const name = rule?.[1] ?? snapshot.defaultProvider;
  const instance = snapshot.providers.get(name) ?? fallbackFor(snapshot, rule !== undefined);
  if (instance !== undefined) return { instance, model };
  throw new GatewayError('model_not_found', { model, param: 'model', reason: whyNot(snapshot, name, rule?.[0]) });
}

/** A model of a vendor that is not set up may still be served by the default provider (Ollama's `gpt-oss`). */
function fallbackFor(snapshot: GatewaySnapshot, claimedByRule: boolean): ReturnType<typeof snapshot.providers.get> {
  return claimedByRule ? snapshot.providers.get(snapshot.defaultProvider) : undefined;
}

function whyNot(snapshot: GatewaySnapshot, provider: string, prefix: string | undefined): string {
  const because =
    prefix === undefined
      ? `it would go to the default provider "${provider}", which is not configured`
      : `names that begin with "${prefix}" belong to the provider "${provider}", which is not configured`;
  const hint = PROVIDER_HINTS[provider] ?? `configure a provider named "${provider}"`;
  const names = [...snapshot.providers.keys()].join(', ') || 'none';
  return `${because} (configured: ${names}). To serve it, ${hint}, or ask for "provider/model".`;
}
