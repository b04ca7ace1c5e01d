import type { VerbatimReader } from '../tap.js';
import { GeminiTap } from './stream.tap.js';
import { readCount, readWholeGemini } from './whole.reader.js';

export const geminiVerbatim: VerbatimReader = {
  createTap: () => new GeminiTap(),
  readWhole: readWholeGemini,
};

export const geminiCountVerbatim: VerbatimReader = {
  createTap: () => new GeminiTap(),
  readWhole: readCount,
};
