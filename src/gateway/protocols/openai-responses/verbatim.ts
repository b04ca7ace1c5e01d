import type { VerbatimReader } from '../tap.js';
import { isResponsesPreamble } from './preamble.js';
import { ResponsesTap } from './stream.tap.js';
import { readWholeResponse } from './whole.reader.js';

export const responsesVerbatim: VerbatimReader = {
  createTap: () => new ResponsesTap(),
  isPreamble: isResponsesPreamble,
  readWhole: readWholeResponse,
};
