import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { WireFormat } from '../../protocols/dialect.js';
import type { ProviderInstance } from '../provider.js';
import { azureOpenAiAdapter } from './azure-openai.adapter.js';
import { azureOpenAiEnvironment, azureOpenAiProviders } from './azure-openai.environment.js';

const ENDPOINT = { AZURE_OPENAI_ENDPOINT: 'https://res.openai.azure.com' };

function instanceOf(env: Record<string, string> = {}): ProviderInstance {
  const [instance] = azureOpenAiProviders(z.object(azureOpenAiEnvironment).parse({ ...ENDPOINT, ...env }));
  if (!instance) throw new Error('Azure was not configured');
  return instance;
}

function pathOf(version: string | undefined, format: WireFormat = 'openai-chat', model = 'my gpt'): string {
  const instance = instanceOf(version === undefined ? {} : { AZURE_OPENAI_API_VERSION: version });
  const body = Buffer.from('{}');
  return azureOpenAiAdapter.prepare({
    instance,
    format,
    model,
    stream: false,
    body,
    requestId: 'r',
    contentType: 'application/json',
    protocolHeaders: [],
  }).path;
}

describe('the v1 surface', () => {
  test.each([
    [undefined, '/openai/v1/chat/completions'],
    ['v1', '/openai/v1/chat/completions'],
    ['preview', '/openai/v1/chat/completions?api-version=preview'],
  ])('version %s asks %s', (version, path) => {
    expect(pathOf(version)).toBe(path);
  });

  test('has responses and embeddings', () => {
    expect(pathOf('v1', 'openai-responses')).toBe('/openai/v1/responses');
    expect(pathOf('v1', 'openai-embeddings')).toBe('/openai/v1/embeddings');
    expect(azureOpenAiAdapter.formats(instanceOf(), 'm')).toContain('openai-responses');
  });
});

describe('a dated version', () => {
  test('names the deployment in the path', () => {
    expect(pathOf('2024-10-21')).toBe('/openai/deployments/my%20gpt/chat/completions?api-version=2024-10-21');
    expect(pathOf('2024-10-21', 'openai-embeddings')).toBe(
      '/openai/deployments/my%20gpt/embeddings?api-version=2024-10-21',
    );
  });

  test('keeps it in the body for responses, which it has since 2025-03-01', () => {
    expect(pathOf('2025-03-01-preview', 'openai-responses')).toBe('/openai/responses?api-version=2025-03-01-preview');
    const formats = (version: string) =>
      azureOpenAiAdapter.formats(instanceOf({ AZURE_OPENAI_API_VERSION: version }), 'm');
    expect(formats('2025-03-01-preview')).toContain('openai-responses');
    expect(formats('2025-01-01-preview')).not.toContain('openai-responses');
  });

  test.each([
    ['2024-02-01', false],
    ['2024-08-01-preview', false],
    ['2024-09-01-preview', true],
    ['2024-10-21', true],
    ['v1', true],
  ])('%s takes stream_options: %s', (version, takes) => {
    expect(instanceOf({ AZURE_OPENAI_API_VERSION: version }).quirks.supportsStreamOptions).toBe(takes);
  });
});

test.each([
  'https://res.openai.azure.com/',
  'https://res.openai.azure.com/openai',
  'https://res.openai.azure.com/openai/v1/',
])('the endpoint %s is that of the resource', (endpoint) => {
  expect(instanceOf({ AZURE_OPENAI_ENDPOINT: endpoint }).baseUrl).toBe('https://res.openai.azure.com/openai/v1');
});

test('without an endpoint there is no Azure', () => {
  expect(azureOpenAiProviders(z.object(azureOpenAiEnvironment).parse({ AZURE_OPENAI_API_KEY: 'k' }))).toEqual([]);
});

describe('a request is proved', () => {
  const request = { origin: 'https://x', path: '/', method: 'GET', headers: [], body: null } as const;

  test.each([
    [{ AZURE_OPENAI_API_KEY: 'key', AZURE_OPENAI_AD_TOKEN: 'token' }, ['api-key', 'key']],
    [{ AZURE_OPENAI_AD_TOKEN: 'token' }, ['authorization', 'Bearer token']],
    [{}, []],
  ])('with %j by %j', async (env, headers) => {
    expect((await azureOpenAiAdapter.authorize(request, instanceOf(env))).headers).toEqual(headers);
  });
});

test('deployments are the models', () => {
  expect(azureOpenAiAdapter.models.request(instanceOf())).toMatchObject({
    origin: 'https://res.openai.azure.com',
    path: '/openai/deployments?api-version=2023-03-15-preview',
  });
  const row = { id: 'my-gpt', model: 'gpt-5-mini', created_at: 7, owner: 'organization-owner', object: 'deployment' };
  expect(azureOpenAiAdapter.models.read({ data: [row, {}] })).toEqual([
    { id: 'my-gpt', created: 7, ownedBy: 'organization-owner' },
  ]);
});

test('a prompt that the filter refuses keeps its code', () => {
  const error = { message: 'Filtered.', type: null, param: 'prompt', code: 'content_filter', innererror: {} };
  expect(azureOpenAiAdapter.readError(400, JSON.stringify({ error }))).toMatchObject({
    message: 'Filtered.',
    param: 'prompt',
    code: 'content_filter',
  });
});

describe('answers that it keeps', () => {
  const ask = (version: string, path: string) =>
    azureOpenAiAdapter.storedAnswer?.(instanceOf({ AZURE_OPENAI_API_VERSION: version }), {
      method: 'GET',
      path,
      requestId: 'r',
    });

  test.each([
    ['v1', '/resp_1', '/openai/v1/responses/resp_1'],
    ['preview', '/resp_1', '/openai/v1/responses/resp_1?api-version=preview'],
    [
      '2025-03-01-preview',
      '/resp_1/input_items?limit=2',
      '/openai/responses/resp_1/input_items?limit=2&api-version=2025-03-01-preview',
    ],
  ])('version %s finds %s at %s', (version, path, url) => {
    expect(ask(version, path)?.path).toBe(url);
  });

  test('older versions keep none', () => {
    expect(ask('2024-10-21', '/resp_1')).toBeNull();
  });
});
