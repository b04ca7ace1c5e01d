import type { VerbatimReader } from '../tap.js';
import { isChatPreamble } from './preamble.js';
import { OpenAiChatTap } from './stream.tap.js';
import { readWholeChat } from './whole.reader.js';

export const chatVerbatim: VerbatimReader = {
  // What is no number is the vendor's to refuse.
  choicesIn: ({ n }) => (typeof n === 'number' ? n : 1),
  createTap: (options) => new OpenAiChatTap(options),
  isPreamble: isChatPreamble,
  readWhole: readWholeChat,
};
