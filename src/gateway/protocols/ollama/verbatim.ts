import type { VerbatimReader } from '../tap.js';
import { OllamaTap } from './stream.tap.js';
import { readWholeAnswer } from './whole.reader.js';

/** Both of Ollama's APIs end their answers alike. */
export const ollamaVerbatim: VerbatimReader = {
  createTap: () => new OllamaTap(),
  readWhole: readWholeAnswer,
};
