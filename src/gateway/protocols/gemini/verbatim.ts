import { isJsonObject } from '../../../kernel/json.js';
import type { VerbatimReader } from '../tap.js';
import { GeminiTap } from './stream.tap.js';
import { readCount, readWholeGemini } from './whole.reader.js';

export const geminiVerbatim: VerbatimReader = {
  choicesIn: ({ generationConfig, generation_config: config = generationConfig }) => {
    const { candidateCount, candidate_count: count = candidateCount } = isJsonObject(config) ? config : {};
    return typeof count === 'number' ? count : 1;
  },
  createTap: ({ choices }) => new GeminiTap(choices),
  readWhole: readWholeGemini,
};

export const geminiCountVerbatim: VerbatimReader = {
  createTap: ({ choices }) => new GeminiTap(choices),
  readWhole: readCount,
};
