import { expect, it } from 'vitest';
import { noUsage, totalTokens } from '../../../kernel/token-usage.js';
import { readGeminiUsage, writeGeminiUsage } from './usage.js';

it('takes cached and heard tokens out of the prompt and adds what Google’s tools brought', () => {
  const usage = readGeminiUsage({
    promptTokenCount: 100,
    cachedContentTokenCount: 40,
    toolUsePromptTokenCount: 7,
    candidatesTokenCount: 20,
    thoughtsTokenCount: 30,
    totalTokenCount: 157,
    promptTokensDetails: [{ modality: 'AUDIO', tokenCount: 25 }],
    cacheTokensDetails: [{ modality: 'AUDIO', tokenCount: 5 }],
    candidatesTokensDetails: [{ modality: 'AUDIO', tokenCount: 15 }],
  });
  expect(usage).toEqual({
    ...noUsage('provider'),
    inputUncached: 47,
    cacheRead: 40,
    inputAudio: 20,
    output: 5,
    reasoning: 30,
    outputAudio: 15,
  });
  expect(totalTokens(usage)).toBe(157);
});

it('reads back what it writes', () => {
  const usage = {
    ...noUsage('provider'),
    inputUncached: 3,
    cacheRead: 4,
    inputAudio: 5,
    output: 6,
    reasoning: 7,
    outputAudio: 8,
  };
  expect(readGeminiUsage(writeGeminiUsage(usage))).toEqual(usage);
});

it('is never negative, whatever the details say', () => {
  const usage = readGeminiUsage({
    promptTokenCount: 5,
    cachedContentTokenCount: 9,
    promptTokensDetails: [{ modality: 'AUDIO', tokenCount: 9 }],
  });
  expect(usage).toMatchObject({ inputUncached: 0, cacheRead: 5, inputAudio: 0 });
});
