import { type IssuedToken, TokenCache } from '../token-cache.js';
import type { ProviderInstance } from '../provider.js';

type Msal = typeof import('@azure/msal-node');
/** What Microsoft's library sends its questions with, where a test answers them. */
type Network = NonNullable<
  NonNullable<ConstructorParameters<Msal['ConfidentialClientApplication']>[0]['system']>['networkClient']
>;

const caches = new WeakMap<ProviderInstance, TokenCache>();

/** A token of Microsoft Entra ID for this provider, kept until shortly before its end. Rejects with GatewayError. */
export function entraToken(instance: ProviderInstance): string | Promise<string> {
  let cache = caches.get(instance);
  if (cache === undefined) {
    cache = entraTokens(instance);
    caches.set(instance, cache);
  }
  return cache.get();
}

export function entraTokens(instance: ProviderInstance, network?: Network): TokenCache {
  const reason = 'no token of Microsoft Entra ID could be had';
  return new TokenCache({ instance, reason, issue: () => issueToken(instance, network) });
}

/** https://learn.microsoft.com/azure/ai-foundry/openai/how-to/managed-identity: an identity of the machine, or an application. */
async function issueToken(instance: ProviderInstance, network: Network | undefined): Promise<IssuedToken> {
  // Over 100 ms, which only those should pay who have no key.
  const msal = await import('@azure/msal-node');
  const isManaged = instance.settings?.['identity'] === 'managed';
  const result = await (isManaged ? askMachine : askAuthority)(msal, instance, network);
  if (!result?.expiresOn) throw new Error('The answer held no token.');
  return { token: result.accessToken, expiresAt: result.expiresOn.getTime() };
}

type Ask = (
  msal: Msal,
  instance: ProviderInstance,
  network: Network | undefined,
) => Promise<{ readonly accessToken: string; readonly expiresOn: Date | null } | null>;

const askMachine: Ask = (msal, instance, networkClient) => {
  const { clientId } = instance.credentials;
  const application = new msal.ManagedIdentityApplication({
    // Without one it is the identity that the machine has of itself.
    managedIdentityIdParams: clientId === undefined ? undefined : { userAssignedClientId: clientId },
    system: { networkClient },
  });
  return application.acquireToken({ resource: audienceOf(instance) });
};

const askAuthority: Ask = (msal, instance, networkClient) => {
  const { tenantId, clientId = '', clientSecret } = instance.credentials;
  const authority = new URL(`${instance.settings?.['authorityHost']}/${tenantId}`);
  const application = new msal.ConfidentialClientApplication({
    auth: {
      clientId,
      clientSecret: clientSecret?.reveal(),
      authority: authority.href,
      // The operator named it: Microsoft need not be asked whether it is one of theirs.
      knownAuthorities: [authority.host],
    },
    system: { networkClient },
  });
  return application.acquireTokenByClientCredential({ scopes: [`${audienceOf(instance)}/.default`] });
};

/** Sovereign clouds have audiences of their own. */
function audienceOf({ baseUrl }: ProviderInstance): string {
  const [, cloud = 'com'] = /\.azure\.(us|cn)$/.exec(new URL(baseUrl).hostname) ?? [];
  return `https://cognitiveservices.azure.${cloud}`;
}
