import type { VerbatimReader } from '../tap.js';
import { OpenAiChatTap } from './stream.tap.js';
import { readWholeChat } from './whole.reader.js';

export const chatVerbatim: VerbatimReader = {
  createTap: (options) => new OpenAiChatTap(options),
  readWhole: readWholeChat,
};
