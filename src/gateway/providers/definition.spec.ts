import { expect, it } from 'vitest';
import { z } from 'zod';
import { Secret } from '../../kernel/secret.js';
import { resolveSecrets } from '../../state/definition/secret-reference.js';
import { type ProviderDefinition, providerFrom, providerSchema } from './definition.js';
import { providerEnvironmentShape, providersFromEnvironment } from './environment.js';
import type { ProviderInstance } from './provider.js';

function define(given: Record<string, unknown>): ProviderDefinition {
  return resolveSecrets(providerSchema.parse(given), ({ place }) => new Secret(place));
}

function fromEnvironment(variables: Record<string, string>): ProviderInstance[] {
  return providersFromEnvironment(z.object(providerEnvironmentShape).parse(variables), { echo: true });
}

/** Secrets are told apart, and what is absent is left out. */
function plain(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, function (this: Record<string, unknown>, key: string, shown: unknown) {
      return this[key] instanceof Secret ? this[key].reveal() : shown;
    }),
  );
}

/** What an operator writes in the file, and the variables that say the same. */
const PAIRS: readonly (readonly [given: Record<string, unknown>, variables: Record<string, string>])[] = [
  [
    { kind: 'openai', apiKey: 'env:KEY', organization: 'org', project: 'proj' },
    { OPENAI_API_KEY: 'KEY', OPENAI_ORGANIZATION: 'org', OPENAI_PROJECT: 'proj' },
  ],
  [{ kind: 'openai', baseUrl: 'http://local:1/v1/' }, { OPENAI_BASE_URL: 'http://local:1/v1/' }],
  [{ kind: 'anthropic', apiKey: 'env:KEY' }, { ANTHROPIC_API_KEY: 'KEY' }],
  [{ kind: 'anthropic', baseUrl: 'http://local:1/v1' }, { ANTHROPIC_BASE_URL: 'http://local:1/v1' }],
  [{ kind: 'gemini', apiKey: 'env:KEY' }, { GEMINI_API_KEY: 'KEY' }],
  [
    { kind: 'vertex', project: 'my-project', location: 'europe-west4' },
    { VERTEX_PROJECT: 'my-project', VERTEX_LOCATION: 'europe-west4' },
  ],
  [{ kind: 'vertex', project: 'my-project' }, { VERTEX_PROJECT: 'my-project' }],
  [{ kind: 'bedrock', apiKey: 'env:KEY' }, { AWS_BEARER_TOKEN_BEDROCK: 'KEY' }],
  [
    {
      kind: 'bedrock',
      region: 'cn-north-1',
      accessKeyId: 'env:ID',
      secretAccessKey: 'env:SECRET',
      sessionToken: 'env:SESSION',
    },
    {
      AWS_REGION: 'cn-north-1',
      AWS_ACCESS_KEY_ID: 'ID',
      AWS_SECRET_ACCESS_KEY: 'SECRET',
      AWS_SESSION_TOKEN: 'SESSION',
    },
  ],
  [{ kind: 'bedrock' }, { BEDROCK_ENABLED: 'true' }],
  [
    { kind: 'azure-openai', baseUrl: 'https://r.openai.azure.com/openai/v1', apiKey: 'env:KEY' },
    { AZURE_OPENAI_ENDPOINT: 'https://r.openai.azure.com/openai/v1', AZURE_OPENAI_API_KEY: 'KEY' },
  ],
  [
    {
      kind: 'azure-openai',
      baseUrl: 'https://r.openai.azure.com',
      apiVersion: '2024-06-01',
      managedIdentity: true,
      tenantId: 't',
      clientId: 'c',
      clientSecret: 'env:SECRET',
      entraToken: 'env:TOKEN',
      authorityHost: 'https://login.partner.microsoftonline.cn/',
    },
    {
      AZURE_OPENAI_ENDPOINT: 'https://r.openai.azure.com',
      AZURE_OPENAI_API_VERSION: '2024-06-01',
      AZURE_OPENAI_USE_MANAGED_IDENTITY: 'true',
      AZURE_TENANT_ID: 't',
      AZURE_CLIENT_ID: 'c',
      AZURE_CLIENT_SECRET: 'SECRET',
      AZURE_OPENAI_AD_TOKEN: 'TOKEN',
      AZURE_AUTHORITY_HOST: 'https://login.partner.microsoftonline.cn/',
    },
  ],
  [{ kind: 'openai-compatible', vendor: 'groq', apiKey: 'env:KEY' }, { GROQ_API_KEY: 'KEY' }],
  [
    { kind: 'openai-compatible', vendor: 'vllm', baseUrl: 'http://gpu:8000/v1' },
    { VLLM_BASE_URL: 'http://gpu:8000/v1' },
  ],
  [
    { kind: 'openai-compatible', baseUrl: 'http://own/v1', apiKey: 'env:KEY', quirks: { supportsVision: false } },
    {
      OPENAI_COMPATIBLE_BASE_URL: 'http://own/v1',
      OPENAI_COMPATIBLE_API_KEY: 'KEY',
      OPENAI_COMPATIBLE_QUIRKS: '{"supportsVision":false}',
    },
  ],
  [{ kind: 'ollama' }, { OLLAMA_BASE_URL: 'http://127.0.0.1:11434' }],
  [
    { kind: 'ollama', apiKey: 'env:KEY' },
    { OLLAMA_BASE_URL: 'http://127.0.0.1:11434', OLLAMA_API_KEY: 'KEY' },
  ],
  [{ kind: 'echo' }, {}],
];

it.for(PAIRS)('%o is what %o makes', ([given, variables]) => {
  const [expected] = fromEnvironment(variables);
  const { queue, http2, ...made } = providerFrom(define({ name: expected?.name, ...given }));
  expect({ queue, http2 }).toEqual({ queue: 256, http2: false });
  expect(plain(made)).toEqual(plain(expected));
});

it('takes what every provider may have', () => {
  const given = {
    name: 'a',
    kind: 'echo',
    concurrency: 64,
    queue: 0,
    http2: true,
    healthCheck: { interval: '1m' },
  };
  expect(providerFrom(define(given))).toMatchObject({
    name: 'a',
    concurrency: 64,
    queue: 0,
    http2: true,
    healthCheck: { interval: 60_000, timeout: 3000 },
  });
});

it('quirks go over those of the vendor', () => {
  const given = { name: 'g', kind: 'openai-compatible', vendor: 'groq', quirks: { supportsLogprobs: true } };
  const { quirks } = providerFrom(define(given));
  expect(quirks).toMatchObject({ supportsLogprobs: true, supportsMultipleChoices: false, reasoningField: 'reasoning' });
});

it.for([
  { kind: 'openai' },
  { kind: 'anthropic' },
  { kind: 'gemini' },
  { kind: 'openai-compatible', apiKey: 'env:KEY' },
  { kind: 'azure-openai', apiKey: 'env:KEY' },
  { kind: 'vertex' },
])('%o is too little', (given) => {
  expect(providerSchema.safeParse({ name: 'a', ...given }).success).toBe(false);
});

it.for([
  { apiKey: 'sk-literal' },
  { apiKey: 'env:' },
  { apiKey: 'file:relative/path' },
  { apiKey: 7 },
  { quirks: {} },
  { quirks: { supportsToolz: true } },
  { region: 'eu-west-1' },
  { name: 'Upper' },
  { name: 'with/slash' },
  { baseUrl: 'ftp://host' },
])('an OpenAI provider does not take %o', (wrong) => {
  const given = { name: 'a', kind: 'openai', apiKey: 'env:KEY', ...wrong };
  expect(providerSchema.safeParse(given).success).toBe(false);
});
