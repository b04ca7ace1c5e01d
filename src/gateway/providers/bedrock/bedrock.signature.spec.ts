import { describe, expect, test } from 'vitest';
import type { UpstreamRequest } from '../provider.js';
import { signRequest } from './bedrock.signature.js';

const KEYS = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };

function header(request: UpstreamRequest, name: string): string | undefined {
  const at = request.headers.indexOf(name);
  return at === -1 ? undefined : request.headers[at + 1];
}

function signatureOf(request: UpstreamRequest): string | undefined {
  return header(request, 'authorization')?.split('Signature=').at(-1);
}

describe('the vectors of AWS’s own test suite (aws-sig-v4-test-suite)', () => {
  const sign = (request: Partial<UpstreamRequest>) =>
    signRequest(
      { origin: 'https://example.amazonaws.com', path: '/', method: 'GET', headers: [], body: null, ...request },
      { region: 'us-east-1', credentials: KEYS },
      { signingDate: new Date('2015-08-30T12:36:00Z'), service: 'service' },
    );

  test.each([
    ['get-vanilla', {}, '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
    ['post-vanilla', { method: 'POST' }, '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b'],
    [
      'get-vanilla-query-order-key-case',
      { path: '/?Param2=value2&Param1=value1' },
      'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500',
    ],
  ] as const)('%s', async (_, request, signature) => {
    const signed = await sign(request);
    expect(signatureOf(signed)).toBe(signature);
    expect(header(signed, 'authorization')).toContain('SignedHeaders=host;x-amz-date,');
  });
});

/** Computed by botocore 1.43.11, which encodes the model in the path the same way. */
describe('what botocore signs', () => {
  const sign = (path: string, sessionToken?: string) =>
    signRequest(
      {
        origin: 'https://bedrock-runtime.us-east-1.amazonaws.com',
        path,
        method: 'POST',
        headers: ['content-type', 'application/json', 'accept', 'application/json', 'x-request-id', 'r1'],
        body: Buffer.from('{"messages":[]}'),
      },
      { region: 'us-east-1', credentials: { ...KEYS, sessionToken } },
      { signingDate: new Date('2026-01-02T03:04:05Z') },
    );

  test.each([
    [
      '/model/us.anthropic.claude-sonnet-4-6-v1%3A0/converse',
      'cf2e3cb128c8d605f7eb4e3b93a9f3ef8019b0be995a455a06c18b8780e8e488',
    ],
    [
      '/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A123456789012%3Aapplication-inference-profile%2Fabc123/converse',
      '96f3ce92a91a28041d47394ed28a66b81cda801188399ec78e1f2560e9eca8bb',
    ],
  ])('%s', async (path, signature) => {
    const signed = await sign(path);
    expect(signatureOf(signed)).toBe(signature);
    expect(header(signed, 'x-amz-date')).toBe('20260102T030405Z');
    expect(signed).toMatchObject({ path, method: 'POST', body: Buffer.from('{"messages":[]}') });
  });

  test('with a session token, which goes along and is signed', async () => {
    const signed = await sign('/model/amazon.nova-lite-v1%3A0/converse', 'the-session-token');
    expect(signatureOf(signed)).toBe('597825cdb7e757088b7c54ecf6b3409461b85e2fd46d73c73090cef2e8b12097');
    expect(header(signed, 'x-amz-security-token')).toBe('the-session-token');
  });

  test('the other headers stay, and the secret key is nowhere', async () => {
    const signed = await sign('/model/m/converse');
    expect(header(signed, 'x-request-id')).toBe('r1');
    expect(signed.headers.filter((name) => name === 'content-type')).toHaveLength(1);
    expect(signed.headers).not.toContain('host');
    expect(JSON.stringify(signed.headers)).not.toContain(KEYS.secretAccessKey);
  });
});
