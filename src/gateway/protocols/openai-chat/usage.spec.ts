import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inputTokens, outputTokens } from '../../../kernel/token-usage.js';
import { readChatUsage, usageIn, writeChatUsage } from './usage.js';

describe('usage', () => {
  test('takes cached and reasoning tokens out of the sums they are in', () => {
    const usage = readChatUsage({
      prompt_tokens: 1144,
      completion_tokens: 103,
      total_tokens: 1247,
      prompt_tokens_details: { cached_tokens: 1024, audio_tokens: 20 },
      completion_tokens_details: { reasoning_tokens: 100, audio_tokens: 1 },
    });
    expect(usage).toEqual({
      inputUncached: 100,
      cacheRead: 1024,
      cacheWrite: 0,
      inputAudio: 20,
      output: 2,
      reasoning: 100,
      outputAudio: 1,
      source: 'provider',
    });
  });

  test('adds reasoning that xAI counts beside the completion', () => {
    const usage = readChatUsage({
      prompt_tokens: 213,
      completion_tokens: 2,
      total_tokens: 413,
      completion_tokens_details: { reasoning_tokens: 198 },
    });
    expect([usage.output, usage.reasoning]).toEqual([2, 198]);
  });

  test('reads reasoning that stands beside the details', () => {
    const usage = readChatUsage({ prompt_tokens: 5, completion_tokens: 30, total_tokens: 35, reasoning_tokens: 20 });
    expect([usage.output, usage.reasoning]).toEqual([10, 20]);
  });

  test('is found where Groq says it unasked', () => {
    const usage = { prompt_tokens: 5 };
    expect(usageIn({ x_groq: { id: 'req_1', usage } })).toBe(usage);
    expect(usageIn({ usage, x_groq: { usage: {} } })).toBe(usage);
    expect(usageIn({ usage: null, x_groq: { id: 'req_1' } })).toBeUndefined();
  });

  test("reads DeepSeek's and Together's own names of cached tokens", () => {
    expect(readChatUsage({ prompt_tokens: 10, prompt_cache_hit_tokens: 4 }).cacheRead).toBe(4);
    expect(readChatUsage({ prompt_tokens: 10, cached_tokens: 3 }).cacheRead).toBe(3);
  });

  test('survives nulls, strings and nonsense', () => {
    const usage = readChatUsage({ prompt_tokens: 'many', completion_tokens: -3, prompt_tokens_details: null });
    expect([inputTokens(usage), outputTokens(usage)]).toEqual([0, 0]);
  });

  test('keeps the sums that the vendor said, whatever its details claim', () => {
    const count = fc.nat(10_000);
    fc.assert(
      fc.property(count, count, count, count, count, count, (prompt, completion, cached, write, audio, reasoning) => {
        const usage = readChatUsage({
          prompt_tokens: prompt,
          completion_tokens: completion,
          total_tokens: prompt + completion,
          prompt_tokens_details: { cached_tokens: cached, cache_write_tokens: write, audio_tokens: audio },
          completion_tokens_details: { reasoning_tokens: reasoning, audio_tokens: audio },
        });
        expect(inputTokens(usage)).toBe(prompt);
        expect(outputTokens(usage)).toBe(completion);
        expect(readChatUsage(writeChatUsage(usage))).toEqual(usage);
      }),
    );
  });
});
