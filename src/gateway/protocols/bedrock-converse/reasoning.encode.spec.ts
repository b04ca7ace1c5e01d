import { describe, expect, test } from 'vitest';
import { EVERY_CAPABILITY } from '../canonical/capabilities.js';
import type { CanonicalRequest } from '../canonical/request.js';
import { bedrockConverse } from './codec.js';
import { claudeThinking, familyOf } from './model-family.js';

const OLD_CLAUDE = 'anthropic.claude-3-5-sonnet-20241022-v2:0';
const BUDGET_CLAUDE = 'us.anthropic.claude-sonnet-4-20250514-v1:0';
const EITHER_CLAUDE = 'anthropic.claude-opus-4-6-v1';
const ADAPTIVE_CLAUDE = 'global.anthropic.claude-opus-4-7';
const NOVA = 'us.amazon.nova-2-lite-v1:0';
const GPT_OSS = 'openai.gpt-oss-120b-1:0';

function encode(model: string, more: Partial<CanonicalRequest>) {
  const request: CanonicalRequest = { model, stream: false, messages: [], sampling: {}, ...more };
  const { body, losses } = bedrockConverse.encodeRequest(request, EVERY_CAPABILITY);
  const sent = JSON.parse(JSON.stringify(body)) as Record<string, unknown>;
  return {
    fields: sent['additionalModelRequestFields'],
    effort: (sent['outputConfig'] as { effort?: string } | undefined)?.effort,
    inferenceConfig: sent['inferenceConfig'],
    losses: losses.map(({ feature, disposition }) => [feature, disposition]),
  };
}

test.each([
  [OLD_CLAUDE, 'none'],
  ['anthropic.claude-3-7-sonnet-20250219-v1:0', 'budget'],
  [BUDGET_CLAUDE, 'budget'],
  ['anthropic.claude-haiku-4-5-20251001-v1:0', 'budget'],
  [EITHER_CLAUDE, 'either'],
  ['us.anthropic.claude-sonnet-4-6', 'either'],
  [ADAPTIVE_CLAUDE, 'adaptive'],
  ['anthropic.claude-fable-5', 'adaptive'],
  ['anthropic.claude-mythos-preview', 'adaptive'],
])('%s thinks: %s', (model, thinking) => {
  expect(claudeThinking(model)).toBe(thinking);
});

test.each([
  ['us.anthropic.claude-sonnet-4-6', 'claude'],
  ['arn:aws:bedrock:us-east-1:1:inference-profile/us.anthropic.claude-sonnet-4-6', 'claude'],
  ['arn:aws:bedrock:us-east-1::foundation-model/meta.llama3-8b-instruct-v1:0', 'other'],
  ['arn:aws:bedrock:us-east-1:1:application-inference-profile/abc', 'unknown'],
  ['amazon.nova-pro-v1:0', 'nova'],
  ['amazon.titan-text-express-v1', 'other'],
  ['mistral.mistral-7b-instruct-v0:2', 'mistral'],
  [GPT_OSS, 'gpt-oss'],
])('%s is of the family %s', (model, family) => {
  expect(familyOf(model)).toBe(family);
});

describe('Claude', () => {
  test.each([
    ['minimal', 1024],
    ['medium', 8192],
    ['max', 32_000],
  ] as const)('of the time of budgets thinks with effort %s in %s tokens, and says so', (effort, budget) => {
    expect(encode(BUDGET_CLAUDE, { reasoning: { effort } })).toMatchObject({
      fields: { thinking: { type: 'enabled', budget_tokens: budget } },
      effort: undefined,
      losses: [['reasoning-effort', 'adjusted']],
    });
  });

  test.each([
    [{ budgetTokens: 2000 }, undefined, 2000, []],
    [{ budgetTokens: 2000 }, 1500, 1499, [['reasoning-budget', 'adjusted']]],
    [{ budgetTokens: 100 }, undefined, 1024, [['reasoning-budget', 'adjusted']]],
  ])(
    'a budget stays between its floor and the limit of tokens: %j within %s is %s',
    (reasoning, maxOutputTokens, sent, losses) => {
      expect(encode(BUDGET_CLAUDE, { reasoning, maxOutputTokens })).toMatchObject({
        fields: { thinking: { type: 'enabled', budget_tokens: sent } },
        losses,
      });
    },
  );

  test('does not think where the limit leaves no room', () => {
    expect(encode(BUDGET_CLAUDE, { reasoning: { effort: 'high' }, maxOutputTokens: 1024 })).toMatchObject({
      fields: undefined,
      losses: [['reasoning-effort', 'dropped']],
    });
  });

  test.each([
    [EITHER_CLAUDE, { effort: 'high' }, 'high', []],
    [ADAPTIVE_CLAUDE, { effort: 'xhigh' }, 'xhigh', []],
    [ADAPTIVE_CLAUDE, { effort: 'minimal' }, 'low', [['reasoning-effort', 'adjusted']]],
    [ADAPTIVE_CLAUDE, { budgetTokens: 5000 }, undefined, [['reasoning-budget', 'adjusted']]],
  ] as const)('%s decides by itself: %j', (model, reasoning, effort, losses) => {
    expect(encode(model, { reasoning })).toMatchObject({ fields: { thinking: { type: 'adaptive' } }, effort, losses });
  });

  test('of 4.6 still takes a budget', () => {
    expect(encode(EITHER_CLAUDE, { reasoning: { budgetTokens: 5000 } })).toMatchObject({
      fields: { thinking: { type: 'enabled', budget_tokens: 5000 } },
      losses: [],
    });
  });

  test('before 3.7 does not think', () => {
    expect(encode(OLD_CLAUDE, { reasoning: { effort: 'low' } })).toMatchObject({
      fields: undefined,
      losses: [['reasoning-effort', 'dropped']],
    });
  });

  test('does not think when it is made to call a tool', () => {
    const toolChoice = { kind: 'required' } as const;
    expect(encode(ADAPTIVE_CLAUDE, { reasoning: { effort: 'low' }, tools: [{ name: 't' }], toolChoice })).toMatchObject(
      {
        fields: undefined,
        losses: [['reasoning-effort', 'dropped']],
      },
    );
  });

  test('takes no samplers while it thinks', () => {
    const reasoning = { effort: 'low' } as const;
    expect(encode(ADAPTIVE_CLAUDE, { reasoning, sampling: { temperature: 0.2, topP: 0.5, topK: 3 } })).toEqual({
      fields: { thinking: { type: 'adaptive', display: 'summarized' } },
      effort: 'low',
      inferenceConfig: undefined,
      losses: [
        ['temperature', 'dropped'],
        ['top-p', 'dropped'],
        ['top-k', 'dropped'],
      ],
    });
    expect(encode(ADAPTIVE_CLAUDE, { reasoning, sampling: { temperature: 1, topP: 0.99 } })).toMatchObject({
      inferenceConfig: { temperature: 1, topP: 0.99 },
      losses: [],
    });
  });
});

describe('other models', () => {
  test.each([
    [NOVA, { effort: 'medium' }, { reasoningConfig: { type: 'enabled', maxReasoningEffort: 'medium' } }, []],
    [
      NOVA,
      { effort: 'minimal' },
      { reasoningConfig: { type: 'enabled', maxReasoningEffort: 'low' } },
      [['reasoning-effort', 'adjusted']],
    ],
    [
      NOVA,
      { budgetTokens: 9000 },
      { reasoningConfig: { type: 'enabled', maxReasoningEffort: 'high' } },
      [['reasoning-budget', 'adjusted']],
    ],
    [GPT_OSS, { effort: 'high' }, { reasoning_effort: 'high' }, []],
    [GPT_OSS, { effort: 'xhigh' }, { reasoning_effort: 'high' }, [['reasoning-effort', 'adjusted']]],
    ['deepseek.r1-v1:0', { effort: 'high' }, undefined, [['reasoning-effort', 'dropped']]],
  ] as const)('%s with %j', (model, reasoning, fields, losses) => {
    expect(encode(model, { reasoning })).toMatchObject({ fields, losses });
  });

  test('Nova with a limit of tokens does not go to the highest effort', () => {
    expect(encode(NOVA, { reasoning: { effort: 'high' }, maxOutputTokens: 500 })).toMatchObject({
      fields: { reasoningConfig: { type: 'enabled', maxReasoningEffort: 'medium' } },
      inferenceConfig: { maxTokens: 500 },
      losses: [['reasoning-effort', 'adjusted']],
    });
  });

  test('Nova takes no samplers with the highest effort', () => {
    expect(encode(NOVA, { reasoning: { effort: 'high' }, sampling: { temperature: 0.5 } }).losses).toEqual([
      ['temperature', 'dropped'],
    ]);
  });
});

test.each([{ effort: 'none' }, { budgetTokens: 0 }] as const)('%j asks for nothing', (reasoning) => {
  expect(encode(ADAPTIVE_CLAUDE, { reasoning })).toEqual({ losses: [] });
});
