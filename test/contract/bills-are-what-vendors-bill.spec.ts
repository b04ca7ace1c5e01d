import { describe, expect, it } from 'vitest';
import { readUsage } from '../../src/gateway/protocols/anthropic-messages/usage.ts';
import { readConverseUsage } from '../../src/gateway/protocols/bedrock-converse/usage.ts';
import { readGeminiUsage } from '../../src/gateway/protocols/gemini/usage.ts';
import { readChatUsage } from '../../src/gateway/protocols/openai-chat/usage.ts';
import { readResponsesUsage } from '../../src/gateway/protocols/openai-responses/usage.ts';
import { readSideUsage } from '../../src/gateway/protocols/side/usage.ts';
import type { JsonObject } from '../../src/kernel/json.ts';
import { formatDollars } from '../../src/kernel/money.ts';
import type { TokenUsage } from '../../src/kernel/token-usage.ts';
import { PriceCatalogue } from '../../src/pricing/catalogue/price-catalogue.ts';
import { priceInForce } from '../../src/pricing/in-force.ts';
import { rateUsage } from '../../src/pricing/rate-usage.ts';

const catalogue = PriceCatalogue.read();

interface Bill {
  readonly what: string;
  readonly model: readonly [list: string, name: string];
  readonly read: (usage: JsonObject) => TokenUsage;
  readonly usage: JsonObject;
  readonly on?: string;
  /** Worked by hand: tokens x dollars a million, of every line of the bill. */
  readonly lines: readonly (readonly [count: number, dollarsPerMillion: number])[];
}

/** The usage as the vendor words it, and its bill by the vendor's own price page. */
const BILLS: readonly Bill[] = [
  {
    // https://platform.openai.com/docs/guides/prompt-caching: cached tokens are within prompt_tokens.
    what: 'cached tokens are billed once, and cheaper',
    model: ['openai', 'gpt-4o-2024-08-06'],
    read: readChatUsage,
    usage: {
      prompt_tokens: 2006,
      completion_tokens: 300,
      total_tokens: 2306,
      prompt_tokens_details: { cached_tokens: 1920 },
      completion_tokens_details: { reasoning_tokens: 0 },
    },
    lines: [
      [86, 2.5],
      [1920, 1.25],
      [300, 10],
    ],
  },
  {
    // https://platform.openai.com/docs/guides/reasoning: reasoning tokens are within output_tokens, and billed as such.
    what: 'reasoning is not billed twice',
    model: ['openai', 'gpt-5'],
    read: readResponsesUsage,
    usage: {
      input_tokens: 75,
      input_tokens_details: { cached_tokens: 0 },
      output_tokens: 1186,
      output_tokens_details: { reasoning_tokens: 1024 },
      total_tokens: 1261,
    },
    lines: [
      [75, 1.25],
      [1186, 10],
    ],
  },
  {
    // Recorded: xAI counts reasoning beside the completion, and bills it as output.
    what: 'reasoning beside the completion is billed at all',
    model: ['x-ai', 'grok-3-mini'],
    read: readChatUsage,
    usage: {
      prompt_tokens: 213,
      completion_tokens: 2,
      total_tokens: 413,
      completion_tokens_details: { reasoning_tokens: 198 },
    },
    lines: [
      [213, 0.3],
      [200, 0.5],
    ],
  },
  {
    // https://platform.claude.com/docs/en/build-with-claude/prompt-caching: written for 5 minutes at 1.25, for an hour at 2
    // times the input's price, read at a tenth; input_tokens are without all of them.
    what: 'what is written to the cache for an hour costs more than for five minutes',
    model: ['anthropic', 'claude-sonnet-4-5-20250929'],
    read: readUsage,
    usage: {
      input_tokens: 2048,
      cache_read_input_tokens: 1800,
      cache_creation_input_tokens: 556,
      cache_creation: { ephemeral_5m_input_tokens: 456, ephemeral_1h_input_tokens: 100 },
      output_tokens: 503,
    },
    lines: [
      [2048, 3],
      [1800, 0.3],
      [456, 3.75],
      [100, 6],
      [503, 15],
    ],
  },
  {
    // https://platform.claude.com/docs/en/about-claude/pricing: $10 for a thousand searches, beside the tokens.
    what: 'searches of the web are billed beside the tokens',
    model: ['anthropic', 'claude-sonnet-4-5'],
    read: readUsage,
    usage: { input_tokens: 6039, output_tokens: 931, server_tool_use: { web_search_requests: 3 } },
    lines: [
      [6039, 3],
      [931, 15],
      [3, 10_000],
    ],
  },
  {
    // The same page: above 200K tokens of input, cached ones included, all tokens cost more.
    what: 'a long context makes all tokens dearer, and cached ones make it long',
    model: ['anthropic', 'claude-sonnet-4-5'],
    read: readUsage,
    usage: { input_tokens: 1, cache_read_input_tokens: 200_000, output_tokens: 1000 },
    lines: [
      [1, 6],
      [200_000, 0.6],
      [1000, 22.5],
    ],
  },
  {
    what: 'a context of exactly 200K is not long',
    model: ['anthropic', 'claude-sonnet-4-5'],
    read: readUsage,
    usage: { input_tokens: 0, cache_read_input_tokens: 200_000, output_tokens: 1000 },
    lines: [
      [200_000, 0.3],
      [1000, 15],
    ],
  },
  {
    // https://ai.google.dev/gemini-api/docs/pricing: "output price (including thinking tokens)"; thoughts are beside the
    // candidates.
    what: 'thoughts are billed as output, and cached tokens once',
    model: ['google', 'gemini-2.5-pro'],
    read: readGeminiUsage,
    usage: {
      promptTokenCount: 10_000,
      cachedContentTokenCount: 8000,
      candidatesTokenCount: 500,
      thoughtsTokenCount: 1500,
      totalTokenCount: 12_000,
    },
    lines: [
      [2000, 1.25],
      [8000, 0.125],
      [2000, 10],
    ],
  },
  {
    what: "Gemini's prompts above 200K cost more, their answers too",
    model: ['google', 'gemini-2.5-pro'],
    read: readGeminiUsage,
    usage: { promptTokenCount: 250_000, candidatesTokenCount: 1000, totalTokenCount: 251_000 },
    lines: [
      [250_000, 2.5],
      [1000, 15],
    ],
  },
  {
    // The same page: 1290 tokens for a picture, $30 a million: $0.039.
    what: 'pictures among the candidates have their own price',
    model: ['google', 'gemini-2.5-flash-image'],
    read: readGeminiUsage,
    usage: {
      promptTokenCount: 10,
      candidatesTokenCount: 1300,
      totalTokenCount: 1310,
      candidatesTokensDetails: [
        { modality: 'TEXT', tokenCount: 10 },
        { modality: 'IMAGE', tokenCount: 1290 },
      ],
    },
    lines: [
      [10, 0.3],
      [10, 2.5],
      [1290, 30],
    ],
  },
  {
    // https://docs.aws.amazon.com/bedrock/latest/userguide/prompt-caching.html: inputTokens are without cached ones.
    what: "Bedrock's cached tokens are billed beside its input",
    model: ['aws', 'global.anthropic.claude-haiku-4-5-20251001-v1:0'],
    read: readConverseUsage,
    usage: {
      inputTokens: 100,
      cacheReadInputTokens: 4000,
      cacheWriteInputTokens: 200,
      outputTokens: 50,
      totalTokens: 4350,
    },
    lines: [
      [100, 1],
      [4000, 0.1],
      [200, 1.25],
      [50, 5],
    ],
  },
  {
    // https://platform.openai.com/docs/models/gpt-4o-transcribe: sound and text are priced apart.
    what: 'sound is billed as sound',
    model: ['openai', 'gpt-4o-transcribe'],
    read: readSideUsage,
    usage: {
      type: 'tokens',
      input_tokens: 140,
      input_token_details: { text_tokens: 40, audio_tokens: 100 },
      output_tokens: 30,
    },
    lines: [
      [40, 2.5],
      [100, 6],
      [30, 10],
    ],
  },
  {
    // https://platform.openai.com/docs/models/whisper-1: $0.006 a minute.
    what: 'sound that is billed by the second has no tokens and a cost',
    model: ['openai', 'whisper-1'],
    read: readSideUsage,
    usage: { type: 'duration', seconds: 90 },
    lines: [[1.5, 6000]],
  },
  {
    // https://platform.openai.com/docs/guides/image-generation: pictures that are read cost twice what text does.
    what: 'pictures that an image model is given have their own price',
    model: ['openai', 'gpt-image-1'],
    read: readSideUsage,
    usage: { input_tokens: 50, input_tokens_details: { text_tokens: 10, image_tokens: 40 }, output_tokens: 1056 },
    lines: [
      [10, 5],
      [40, 10],
      [1056, 40],
    ],
  },
  {
    // Recorded: DeepSeek names what its cache had beside the details. https://api-docs.deepseek.com/quick_start/pricing
    what: "DeepSeek's cache hits are billed as such, by the hour of the day",
    model: ['deepseek', 'deepseek-chat'],
    read: readChatUsage,
    usage: {
      prompt_tokens: 1000,
      prompt_cache_hit_tokens: 800,
      prompt_cache_miss_tokens: 200,
      completion_tokens: 100,
      total_tokens: 1100,
    },
    on: '2026-05-01T12:00:00Z',
    lines: [
      [200, 0.27],
      [800, 0.07],
      [100, 1.1],
    ],
  },
];

const at = (day = '2026-11-28T12:00:00Z') => Date.parse(day);

describe('the bill of each vendor', () => {
  it.for(BILLS)('$what', ({ model: [list, name], read, usage, on, lines }) => {
    const price = priceInForce(catalogue.find(list, name), at(on));
    const nanos = price && rateUsage(price, read(usage));
    const worked = lines.reduce((sum, [count, dollars]) => sum + count * Math.round(dollars * 1e6), 0) / 1000;
    expect(nanos).not.toBeNull();
    expect(formatDollars(nanos ?? 0n)).toBe(formatDollars(BigInt(Math.floor(worked + 0.5))));
  });
});
