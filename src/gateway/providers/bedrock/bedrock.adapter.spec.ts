import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { secretsOf } from '../credentials.js';
import type { ProviderInstance } from '../provider.js';
import { bedrockAdapter } from './bedrock.adapter.js';
import { bedrockEnvironment, bedrockProviders } from './bedrock.environment.js';

const KEYS = { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret-key', AWS_SESSION_TOKEN: 'session' };

function configure(env: Record<string, string>): ProviderInstance[] {
  return bedrockProviders(z.object(bedrockEnvironment).parse(env));
}

function instanceOf(env: Record<string, string>): ProviderInstance {
  const [instance] = configure(env);
  if (!instance) throw new Error('Bedrock was not configured');
  return instance;
}

describe('Bedrock exists', () => {
  test.each([
    ['with a region and keys', { AWS_REGION: 'eu-central-1', ...KEYS }, 'eu-central-1'],
    ['with the older name of the region', { AWS_DEFAULT_REGION: 'us-west-2', ...KEYS }, 'us-west-2'],
    ['with a bearer token', { AWS_BEARER_TOKEN_BEDROCK: 'token' }, 'us-east-1'],
    [
      'with a region and the wish to ask the default chain',
      { AWS_REGION: 'us-gov-west-1', BEDROCK_ENABLED: 'true' },
      'us-gov-west-1',
    ],
  ])('%s', (_, env, region) => {
    const { baseUrl, settings } = instanceOf(env);
    expect(baseUrl).toBe(`https://bedrock-runtime.${region}.amazonaws.com`);
    expect(settings).toEqual({ region, controlUrl: `https://bedrock.${region}.amazonaws.com` });
  });

  test('at another address, which lists the models too', () => {
    expect(instanceOf({ BEDROCK_BASE_URL: 'http://127.0.0.1:1/aws/' })).toMatchObject({
      baseUrl: 'http://127.0.0.1:1/aws',
      settings: { controlUrl: 'http://127.0.0.1:1/aws' },
    });
  });

  test.each([
    ['with nothing', {}],
    ['with keys for other services', KEYS],
    ['with a region alone', { AWS_REGION: 'us-east-1' }],
    ['when it is turned off', { AWS_REGION: 'us-east-1', ...KEYS, BEDROCK_ENABLED: 'false' }],
  ])('not %s', (_, env) => {
    expect(configure(env)).toEqual([]);
  });
});

const call = (instance: ProviderInstance, model: string, stream = false) => ({
  instance,
  format: 'bedrock-converse' as const,
  model,
  stream,
  body: Buffer.from('{}'),
  requestId: 'r1',
  contentType: 'application/json',
  protocolHeaders: [],
});

describe('a request', () => {
  const instance = instanceOf({ AWS_REGION: 'us-east-1', ...KEYS });

  test.each([
    ['amazon.nova-lite-v1:0', '/model/amazon.nova-lite-v1%3A0/converse'],
    ['us.anthropic.claude-opus-4-6-v1', '/model/us.anthropic.claude-opus-4-6-v1/converse'],
    [
      'arn:aws:bedrock:us-east-1:1:inference-profile/us.x',
      '/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A1%3Ainference-profile%2Fus.x/converse',
    ],
    ['a/../b', '/model/a%2F..%2Fb/converse'],
  ])('to %s goes to %s', (model, path) => {
    expect(bedrockAdapter.prepare(call(instance, model)).path).toBe(path);
  });

  test('for a stream asks for one', () => {
    const { path, headers } = bedrockAdapter.prepare(call(instance, 'm', true));
    expect(path).toBe('/model/m/converse-stream');
    expect(headers).toContain('application/vnd.amazon.eventstream');
  });

  test('is signed with keys', async () => {
    const { headers } = await bedrockAdapter.authorize(bedrockAdapter.prepare(call(instance, 'm')), instance);
    expect(headers.join(' ')).toMatch(
      /authorization AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/us-east-1\/bedrock\//,
    );
    expect(headers).toContain('session');
    expect(headers.join(' ')).not.toContain('secret-key');
    expect(secretsOf(instance).sort()).toEqual(['secret-key', 'session']);
  });

  test('carries a bearer token where there is one, whatever keys there are', async () => {
    const withToken = instanceOf({ AWS_REGION: 'us-east-1', ...KEYS, AWS_BEARER_TOKEN_BEDROCK: 'api-key' });
    const { headers } = await bedrockAdapter.authorize(bedrockAdapter.prepare(call(withToken, 'm')), withToken);
    expect(headers.slice(-2)).toEqual(['authorization', 'Bearer api-key']);
    expect(headers).not.toContain('x-amz-date');
  });
});

describe('models', () => {
  test('are asked of the control plane', () => {
    const instance = instanceOf({ AWS_REGION: 'eu-west-1', AWS_BEARER_TOKEN_BEDROCK: 'token' });
    expect(bedrockAdapter.models.request(instance)).toMatchObject({
      origin: 'https://bedrock.eu-west-1.amazonaws.com',
      path: '/foundation-models?byOutputModality=TEXT',
    });
    expect(bedrockAdapter.models.alsoRequest?.(instance).path).toBe('/inference-profiles?maxResults=1000');
  });

  test('are those that can be asked by the id that is listed', () => {
    const foundation = {
      modelSummaries: [
        { modelId: 'amazon.nova-lite-v1:0', providerName: 'Amazon', inferenceTypesSupported: ['ON_DEMAND'] },
        { modelId: 'anthropic.claude-x', providerName: 'Anthropic', inferenceTypesSupported: ['INFERENCE_PROFILE'] },
      ],
    };
    const profiles = {
      inferenceProfileSummaries: [
        { inferenceProfileId: 'us.anthropic.claude-x', inferenceProfileArn: 'arn:1', type: 'SYSTEM_DEFINED' },
        { inferenceProfileId: 'abc', inferenceProfileArn: 'arn:2', type: 'APPLICATION' },
      ],
    };
    const ids = [foundation, profiles].flatMap((body) => bedrockAdapter.models.read(body)).map(({ id }) => id);
    expect(ids).toEqual(['amazon.nova-lite-v1:0', 'us.anthropic.claude-x', 'arn:2']);
  });
});
