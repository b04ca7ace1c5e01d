import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { noUsage } from '../../../kernel/token-usage.js';
import { inputSize } from './input-size.js';
import { familyOf, HabitsLearned, UNKNOWN_HABITS } from './model-habits.js';
import { outputCap } from './output-cap.js';

describe('the size of a request', () => {
  test('is its text in bytes, wherever it stands', () => {
    const body = { messages: [{ role: 'user', content: [{ type: 'text', text: 'Grüße' }] }], n: 1 };
    const names = ['messages', 'role', 'content', 'type', 'text', 'n'];
    const fields = names.reduce((sum, name) => sum + name.length + 4, 0);
    expect(inputSize(body)).toEqual({ textBytes: fields + 'user'.length + 'text'.length + 7, attachments: 0 });
  });

  test.each([
    ['a picture as a URL of data', `data:image/png;base64,${'iVBORw0K'.repeat(1000)}`],
    ['a picture alone', 'iVBORw0KGgo+/='.repeat(1000)],
  ])('%s counts as one attachment, not as text', (_what, picture) => {
    expect(inputSize({ image: picture })).toEqual({ textBytes: 9, attachments: 1 });
  });

  test('long prose is text', () => {
    expect(inputSize(['The quick brown fox. '.repeat(500)])).toEqual({ textBytes: 10_500, attachments: 0 });
  });
});

describe('the cap of an answer', () => {
  test.each([
    [{ max_tokens: 5 }, 5],
    [{ max_completion_tokens: 6, max_tokens: 5 }, 6],
    [{ max_output_tokens: 7 }, 7],
    [{ generationConfig: { maxOutputTokens: 8 } }, 8],
    [{ generation_config: { max_output_tokens: 8 } }, 8],
    [{ options: { num_predict: 9 } }, 9],
    [{ options: { num_predict: -1 } }, null],
    [{ max_tokens: 5, n: 3 }, 15],
    [{ max_tokens: 1e308, n: 1e308 }, 1e12],
    [{ max_tokens: '5' }, null],
    [{}, null],
  ])('%j is %s', (body, cap) => {
    expect(outputCap(body)).toBe(cap);
  });
});

describe('the habits of a family of models', () => {
  const usage = (inputUncached: number, output: number) => ({ ...noUsage('provider'), inputUncached, output });

  test('begin on the safe side of what a tokenizer makes of prose, code and JSON', () => {
    const read = (path: string) =>
      readFileSync(new URL(`../../../../${path}`, import.meta.url), 'utf8').slice(0, 20_000);
    for (const path of ['docs/architecture.md', 'src/gateway/rate-limiting/rate-limiter.ts', 'package.json']) {
      const text = read(path);
      const ratio = countTokens(text) / Buffer.byteLength(text);
      expect(ratio / UNKNOWN_HABITS.tokensPerByte).toBeLessThan(1.2);
      expect(ratio / UNKNOWN_HABITS.tokensPerByte).toBeGreaterThan(0.5);
    }
  });

  test('come to what the vendor reports', () => {
    const habits = new HabitsLearned();
    for (let request = 0; request < 50; request++) habits.learn('gpt-4o-mini', 4000, usage(2000, 100));
    expect(habits.of('gpt-4o').tokensPerByte).toBeCloseTo(0.5, 2);
    expect(habits.of('gpt-4o').answerTokens).toBeCloseTo(100, -1);
    expect(habits.of('claude-sonnet-4')).toEqual(UNKNOWN_HABITS);
  });

  test('are not learned from estimates, tiny bodies and pictures', () => {
    const habits = new HabitsLearned();
    habits.learn('m', 4000, { ...usage(9999, 0), source: 'estimated' });
    habits.learn('m', 10, usage(9999, 0));
    habits.learn('m', null, usage(9999, 0));
    expect(habits.of('m').tokensPerByte).toBe(UNKNOWN_HABITS.tokensPerByte);
  });

  test('stay within reason, whatever a vendor says', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 200, max: 1e6 }), fc.integer({ min: 0, max: 1e9 }))),
        (reports) => {
          const habits = new HabitsLearned();
          for (const [bytes, tokens] of reports) habits.learn('m', bytes, usage(tokens, 0));
          expect(habits.of('m').tokensPerByte).toBeGreaterThanOrEqual(1 / 20);
          expect(habits.of('m').tokensPerByte).toBeLessThanOrEqual(2);
        },
      ),
    );
  });

  test.each([
    ['gpt-4o-mini-2024-07-18', 'gpt-4o'],
    ['claude-sonnet-4-5', 'claude-sonnet'],
    ['openai/gpt-4o', 'gpt-4o'],
    ['Llama3.1', 'llama3.1'],
  ])('%s is of %s', (model, family) => {
    expect(familyOf(model)).toBe(family);
  });
});
