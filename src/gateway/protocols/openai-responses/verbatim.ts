import type { VerbatimReader } from '../tap.js';
import { ResponsesTap } from './stream.tap.js';
import { readWholeResponse } from './whole.reader.js';

export const responsesVerbatim: VerbatimReader = {
  createTap: () => new ResponsesTap(),
  readWhole: readWholeResponse,
};
