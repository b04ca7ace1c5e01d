import { beforeEach, expect, test, vi } from 'vitest';
import { secretsOf } from '../credentials.js';
import type { ProviderInstance } from '../provider.js';
import { NO_QUIRKS } from '../quirks.js';
import { awsCredentials } from './bedrock.credentials.js';

/** AWS's chain is not ours to test; what it gets (or not) is played here. */
const chain = vi.hoisted(() => ({ loaded: 0, ask: vi.fn<() => Promise<object>>() }));
vi.mock('@aws-sdk/credential-provider-node', () => ({
  defaultProvider: () => {
    chain.loaded += 1;
    return chain.ask;
  },
}));

beforeEach(() => {
  chain.loaded = 0;
  chain.ask.mockReset();
});

function instance(): ProviderInstance {
  return {
    name: 'bedrock',
    kind: 'bedrock',
    baseUrl: 'http://127.0.0.1:1',
    credentials: {},
    quirks: NO_QUIRKS,
    settings: { region: 'us-east-1' },
  };
}

test('without keys the default chain is asked, set up once, and what it gives is a secret of the provider', async () => {
  const provider = instance();
  chain.ask.mockResolvedValue({ accessKeyId: 'ASIA', secretAccessKey: 'issued-secret', sessionToken: 'issued-token' });
  const [one, other] = await Promise.all([awsCredentials(provider), awsCredentials(provider)]);
  expect(one).toEqual(other);
  expect(one).toMatchObject({ accessKeyId: 'ASIA', sessionToken: 'issued-token' });
  expect(chain.loaded).toBe(1);
  expect(secretsOf(provider)).toEqual(expect.arrayContaining(['issued-secret', 'issued-token']));
});

test('a chain that finds nothing is a provider that cannot be reached, and is asked again', async () => {
  const provider = instance();
  chain.ask.mockRejectedValueOnce(new Error('Could not load credentials from any providers'));
  await expect(awsCredentials(provider)).rejects.toMatchObject({ code: 'provider_unreachable' });
  chain.ask.mockResolvedValueOnce({ accessKeyId: 'ASIA', secretAccessKey: 'later' });
  await expect(awsCredentials(provider)).resolves.toMatchObject({ secretAccessKey: 'later' });
});
