import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { secretsOf } from '../credentials.js';
import type { ProviderInstance } from '../provider.js';
import { azureOpenAiEnvironment, azureOpenAiProviders } from './azure-openai.environment.js';
import { entraTokens } from './azure-openai.tokens.js';

interface Question {
  readonly url: string;
  readonly body: string;
}

/** Microsoft's side of the conversation with Microsoft's own library, which insists on https and so not on a loopback. */
class Authority {
  readonly asked: Question[] = [];

  constructor(private readonly answers: (url: string) => { status: number; body: object }) {}

  sendGetRequestAsync<T>(url: string, options?: { body?: string }) {
    return this.#answer<T>(url, options);
  }

  sendPostRequestAsync<T>(url: string, options?: { body?: string }) {
    return this.#answer<T>(url, options);
  }

  #answer<T>(url: string, options: { body?: string } = {}) {
    this.asked.push({ url, body: options.body ?? '' });
    const { status, body } = this.answers(url);
    return Promise.resolve({ headers: {}, status, body: body as T });
  }
}

const discovery = {
  token_endpoint: 'https://login.example/tenant-1/oauth2/v2.0/token',
  authorization_endpoint: 'https://login.example/tenant-1/oauth2/v2.0/authorize',
  issuer: 'https://login.example/tenant-1/v2.0',
  jwks_uri: 'https://login.example/tenant-1/discovery/v2.0/keys',
};

const isTokenEndpoint = (url: string) => url.split('?')[0] === discovery.token_endpoint;

function instanceOf(env: Record<string, string>): ProviderInstance {
  const endpoint = { AZURE_OPENAI_ENDPOINT: 'https://res.openai.azure.com' };
  const [instance] = azureOpenAiProviders(z.object(azureOpenAiEnvironment).parse({ ...endpoint, ...env }));
  if (!instance) throw new Error('Azure was not configured');
  return instance;
}

const application = (clientId: string) => ({
  AZURE_TENANT_ID: 'tenant-1',
  AZURE_CLIENT_ID: clientId,
  AZURE_CLIENT_SECRET: 'client-secret',
  AZURE_AUTHORITY_HOST: 'https://login.example',
});

describe('an application', () => {
  test('gets a token for its secret, which is a secret from then on', async () => {
    const authority = new Authority((url) =>
      isTokenEndpoint(url)
        ? { status: 200, body: { token_type: 'Bearer', expires_in: 3600, access_token: 'entra-access-token' } }
        : { status: 200, body: discovery },
    );
    const instance = instanceOf(application('client-1'));
    const tokens = entraTokens(instance, authority);
    expect(await tokens.get()).toBe('entra-access-token');
    expect(tokens.get()).toBe('entra-access-token');
    expect(secretsOf(instance)).toContain('entra-access-token');

    const question = authority.asked.find(({ url }) => isTokenEndpoint(url));
    const form = new URLSearchParams(question?.body);
    expect(question?.url.split('?')[0]).toBe(discovery.token_endpoint);
    expect(Object.fromEntries(form)).toMatchObject({
      grant_type: 'client_credentials',
      client_id: 'client-1',
      client_secret: 'client-secret',
      scope: 'https://cognitiveservices.azure.com/.default',
    });
  });

  test('that is refused is a provider that cannot be reached', async () => {
    const refusal = { error: 'invalid_client', error_description: 'AADSTS7000215: Invalid client secret provided.' };
    const authority = new Authority((url) =>
      isTokenEndpoint(url) ? { status: 401, body: refusal } : { status: 200, body: discovery },
    );
    await expect(entraTokens(instanceOf(application('client-2')), authority).get()).rejects.toMatchObject({
      code: 'provider_unreachable',
      message: expect.not.stringContaining('client-secret') as string,
    });
  });
});

test('a machine is asked for the token of its own identity', async () => {
  const authority = new Authority(() => ({
    status: 200,
    body: {
      access_token: 'machine-token',
      expires_on: String(Math.floor(Date.now() / 1000) + 3600),
      resource: 'https://cognitiveservices.azure.com',
      token_type: 'Bearer',
    },
  }));
  const instance = instanceOf({ AZURE_OPENAI_USE_MANAGED_IDENTITY: 'true', AZURE_CLIENT_ID: 'identity-1' });
  expect(await entraTokens(instance, authority).get()).toBe('machine-token');
  const [question] = authority.asked;
  expect(question?.url).toMatch(/^http:\/\/169\.254\.169\.254\/metadata\/identity\/oauth2\/token\?/);
  const query = new URL(question?.url ?? '').searchParams;
  expect(query.get('resource')).toBe('https://cognitiveservices.azure.com');
  expect(query.get('client_id')).toBe('identity-1');
});
