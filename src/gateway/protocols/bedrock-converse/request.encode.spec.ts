import { describe, expect, test } from 'vitest';
import { EVERY_CAPABILITY } from '../canonical/capabilities.js';
import type { CanonicalRequest } from '../canonical/request.js';
import { bedrockConverse } from './codec.js';

const CLAUDE = 'us.anthropic.claude-sonnet-4-5-20250929-v1:0';
const NOVA = 'us.amazon.nova-2-lite-v1:0';
const LLAMA = 'us.meta.llama4-scout-17b-instruct-v1:0';

function encode(more: Partial<CanonicalRequest>) {
  const request: CanonicalRequest = { model: CLAUDE, stream: true, messages: [], sampling: {}, ...more };
  const { body, losses } = bedrockConverse.encodeRequest(request, EVERY_CAPABILITY);
  return {
    body: JSON.parse(JSON.stringify(body)) as Record<string, unknown>,
    losses: losses.map(({ feature, disposition }) => [feature, disposition]),
  };
}

describe('settings', () => {
  test('go where Converse has them', () => {
    const { body, losses } = encode({
      sampling: { temperature: 0.5, topP: 0.9, topK: 40, stop: ['END'] },
      maxOutputTokens: 99,
      output: { kind: 'json-schema', name: 'sky', description: 'd', strict: true, schema: { type: 'object' } },
      serviceTier: 'flex',
      metadata: { team: 'a' },
      endUser: 'user-1',
    });
    expect(body).toEqual({
      messages: [],
      inferenceConfig: { maxTokens: 99, temperature: 0.5, topP: 0.9, stopSequences: ['END'] },
      additionalModelRequestFields: { top_k: 40 },
      outputConfig: {
        textFormat: {
          type: 'json_schema',
          structure: { jsonSchema: { name: 'sky', description: 'd', schema: '{"type":"object"}' } },
        },
      },
      requestMetadata: { team: 'a', user_id: 'user-1' },
      serviceTier: { type: 'flex' },
    });
    expect(losses).toEqual([]);
  });

  test('that nobody chose are not invented; model and stream are said by the URL', () => {
    expect(encode({}).body).toEqual({ messages: [] });
  });

  test.each([
    [2, 1],
    [-1, 0],
  ])('a temperature of %s is clamped to %s, and says so', (temperature, sent) => {
    expect(encode({ sampling: { temperature } })).toEqual({
      body: { messages: [], inferenceConfig: { temperature: sent } },
      losses: [['temperature', 'adjusted']],
    });
  });

  test.each([
    [CLAUDE, { additionalModelRequestFields: { top_k: 9 } }, []],
    [NOVA, { additionalModelRequestFields: { inferenceConfig: { topK: 9 } } }, []],
    [LLAMA, {}, [['top-k', 'dropped']]],
  ])('top_k for %s', (model, body, losses) => {
    expect(encode({ model, sampling: { topK: 9 } })).toEqual({ body: { messages: [], ...body }, losses });
  });

  test('labels that AWS would refuse are dropped one by one', () => {
    const metadata = { good: 'yes', bad: 'no|pe', number: 1 };
    expect(encode({ metadata, endUser: 'x'.repeat(300) })).toEqual({
      body: { messages: [], requestMetadata: { good: 'yes' } },
      losses: [
        ['metadata', 'dropped'],
        ['metadata', 'dropped'],
        ['end-user', 'dropped'],
      ],
    });
  });

  test.each([
    ['auto', undefined, []],
    ['standard_only', { type: 'default' }, []],
    ['scale', undefined, [['service-tier', 'dropped']]],
  ])('the tier %s', (serviceTier, sent, losses) => {
    const encoded = encode({ serviceTier });
    expect(encoded.body['serviceTier']).toEqual(sent);
    expect(encoded.losses).toEqual(losses);
  });

  test('what Bedrock has not is dropped or refused', () => {
    const sampling = { seed: 1, frequencyPenalty: 1, presencePenalty: 1 };
    const { losses } = encode({ sampling, choices: 2, logprobs: { enabled: true }, output: { kind: 'json' } });
    expect(losses).toEqual([
      ['output-json', 'refused'],
      ['seed', 'dropped'],
      ['frequency-penalty', 'dropped'],
      ['presence-penalty', 'dropped'],
      ['choices', 'refused'],
      ['logprobs', 'refused'],
    ]);
  });
});
