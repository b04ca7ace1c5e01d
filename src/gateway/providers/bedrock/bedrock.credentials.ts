import { GatewayError } from '../../../kernel/errors.js';
import { Secret } from '../../../kernel/secret.js';
import { rememberIssued } from '../credentials.js';
import type { ProviderInstance } from '../provider.js';

export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

type CredentialSource = () => Promise<AwsCredentials>;

const sources = new WeakMap<ProviderInstance, CredentialSource>();

/** The configured keys, else those of AWS's default chain (task role, IRSA, SSO, profile). Throws GatewayError. */
export function awsCredentials(instance: ProviderInstance): Promise<AwsCredentials> {
  let source = sources.get(instance);
  if (source === undefined) {
    source = configuredKeys(instance) ?? defaultChain(instance);
    sources.set(instance, source);
  }
  return source();
}

function configuredKeys({ credentials }: ProviderInstance): CredentialSource | undefined {
  const { accessKeyId, secretAccessKey, sessionToken } = credentials;
  if (accessKeyId === undefined || secretAccessKey === undefined) return undefined;
  const keys = Promise.resolve({
    accessKeyId,
    secretAccessKey: secretAccessKey.reveal(),
    sessionToken: sessionToken?.reveal(),
  });
  return () => keys;
}

/** AWS's own provider keeps what it got until five minutes before the end, and asks once however many wait for it. */
function defaultChain(instance: ProviderInstance): CredentialSource {
  let chain: Promise<CredentialSource> | undefined;
  let known: AwsCredentials | undefined;
  return async () => {
    try {
      chain ??= loadChain(instance);
      const credentials = await (await chain)();
      if (credentials !== known) {
        known = credentials;
        rememberIssued(instance, new Secret(credentials.secretAccessKey));
        if (credentials.sessionToken !== undefined) rememberIssued(instance, new Secret(credentials.sessionToken));
      }
      return credentials;
    } catch (cause) {
      const reason = 'no AWS credentials were found by the default chain';
      throw new GatewayError('provider_unreachable', { provider: instance.name, reason }, { cause });
    }
  };
}

async function loadChain({ settings }: ProviderInstance): Promise<CredentialSource> {
  const { defaultProvider } = await import('@aws-sdk/credential-provider-node');
  return defaultProvider({ clientConfig: { region: settings?.['region'] } });
}
